"""A city's policy: one TOML file, read into frozen values, or refused with every fault it has.

The values stand in `city`, `sharing` and `supply`, in the words of `words`. A typed reader fills them, `rules` holds
them against each other, and `unavailable` is the table of what this version does not obey yet.
"""

from evenhand.core.policy.asking import Kind, Part, Question, answered, ask
from evenhand.core.policy.canonical import canonical_text, policy_hash, policy_json
from evenhand.core.policy.city import (
    CampaignPolicy,
    CityPolicy,
    Community,
    DatedRelease,
    District,
    Outlet,
    ReleasePolicy,
)
from evenhand.core.policy.faults import NOT_YET, PolicyError, PolicyFault
from evenhand.core.policy.parse import from_json, from_text, parse_city, read_city
from evenhand.core.policy.releases import coming_windows, frozen, release_terms, release_window
from evenhand.core.policy.writing import policy_toml

__all__ = [
    "NOT_YET",
    "CampaignPolicy",
    "CityPolicy",
    "Community",
    "DatedRelease",
    "District",
    "Kind",
    "Outlet",
    "Part",
    "PolicyError",
    "PolicyFault",
    "Question",
    "ReleasePolicy",
    "answered",
    "ask",
    "canonical_text",
    "coming_windows",
    "from_json",
    "from_text",
    "frozen",
    "parse_city",
    "policy_hash",
    "policy_json",
    "policy_toml",
    "read_city",
    "release_terms",
    "release_window",
]
