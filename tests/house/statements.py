"""Judges a statement as a database distributed by city does: every tenant table it touches must be bound to one city.

It reads the SQL that this project and its ORM write and is no parser of all SQL. Where it can't see that a city is
named it says so: it errs on the side of refusal.
"""

import re
from collections.abc import Collection, Iterator
from functools import cache

VALUE = r"(?:%s|%\(\w+\)s|\$\d+|:\w+|p_city|'…'|\{\})"
SUBQUERY = re.compile(r"\(\s*(?=(?:select|insert|update|delete|with)\b)")
SET_OPERATION = re.compile(r";|\b(?:union all|union|except|intersect)\b")
ASSIGNMENTS = re.compile(r"\bset\b.*?(?=\bwhere\b|\bfrom\b|\breturning\b|$)")
CITY_IS_VALUE = re.compile(rf"(?:(\w+)\.)?(?<!\w)city\)? (?:= \(?{VALUE}|in \({VALUE}\))")
VALUE_IS_CITY = re.compile(rf"{VALUE}\)? = \(?(?:(\w+)\.)?city\b")
SAME_CITY = re.compile(r"\b(\w+)\.city\)? = \(?(\w+)\.city\b")
VOLATILE_CONFLICT = re.compile(r"\bon conflict\b[^;]*\bwhere\b[^;]*\b(?:now|city_now|clock_timestamp)\(")
NO_ALIAS = {
    "cross", "default", "for", "full", "group", "having", "inner", "join", "left", "limit", "natural", "offset", "on",
    "order", "returning", "right", "select", "set", "using", "values", "when", "where", "with",
}  # fmt: skip
IS_SQL = re.compile(
    r"\s*(?:begin;\s*)?(select\s.*\sfrom\s|select \w+\(|insert into\s|update\s+\S+\s+set\s|delete from\s"
    r"|copy \w+ |with \w+ as |set local )",
    re.S | re.I,
)


def breaches(statement: str, tenants: Collection[str]) -> list[str]:
    """What a distributed database would refuse, or spread over every node, in one statement or several."""
    text = _plain(statement)
    found = [f"{table} is not bound to one city" for table in _unbound(text, frozenset(tenants), frozenset())]
    if "set_config(" in text:
        found.append("set_config() does not reach the node that holds the city: use SET LOCAL")
    if VOLATILE_CONFLICT.search(text):
        found.append("a clock inside ON CONFLICT … WHERE must be a value: read it into a variable first")
    return found


def is_sql(text: str) -> bool:
    """Whether a string literal is a statement."""
    return bool(IS_SQL.match(text))


def _plain(statement: str) -> str:
    """Without comments, quotes and the contents of literals; lower case; blanks made single."""
    text = re.sub(r"--[^\n]*|/\*.*?\*/", " ", statement, flags=re.S)
    text = re.sub(r"'(?:[^']|'')*'", "'…'", text).replace('"', "")
    return re.sub(r"\s+", " ", text).strip().lower()


def _unbound(text: str, tenants: frozenset[str], outer: frozenset[str]) -> Iterator[str]:
    """Tables that no condition binds, in this query and in those inside it. `outer`: names bound further out."""
    flat, nested = _cut(text)
    bound = outer
    for query in SET_OPERATION.split(flat):
        reads = _reads(query, tenants)
        here = _bound(query, reads, outer)
        bound |= here
        yield from (table for name, table in reads.items() if name not in here)
        yield from _inserts_without_city(query, tenants)
    for inner in nested:
        yield from _unbound(inner, tenants, bound)


def _cut(text: str) -> tuple[str, list[str]]:
    """The query with each of its subqueries replaced by `()`, and the subqueries."""
    flat, nested, position = "", [], 0
    for opening in SUBQUERY.finditer(text):
        if opening.start() < position:
            continue
        end = _closing(text, opening.start())
        flat += text[position : opening.start()] + "()"
        nested.append(text[opening.end() : end])
        position = end + 1
    return flat + text[position:], nested


def _closing(text: str, opening: int) -> int:
    """Where the parenthesis that opens at `opening` closes."""
    depth = 0
    for place in range(opening, len(text)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if not depth:
            return place
    return len(text)


@cache
def _mentions(tenants: frozenset[str]) -> re.Pattern[str]:
    names = "|".join(sorted(tenants))
    return re.compile(rf"(\bfrom|\bjoin|\bupdate|\busing|\bonly|,) ({names})\b(?! ?[.(])(?: as (\w+)| (\w+))?")


@cache
def _insertions(tenants: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:insert into|copy) ({'|'.join(sorted(tenants))})\b(?: as \w+)?([^)]*)")


def _reads(query: str, tenants: frozenset[str]) -> dict[str, str]:
    """Tenant tables that a query reads or changes, by the name under which it speaks of them."""
    found = {}
    for _, table, alias, word in _mentions(tenants).findall(query):
        found[alias or (word if word and word not in NO_ALIAS else table)] = table
    return found


def _bound(query: str, reads: Collection[str], outer: frozenset[str]) -> frozenset[str]:
    """Names whose city a condition fixes: to a value, or to the city of a name that is fixed itself."""
    conditions = ASSIGNMENTS.sub(" ", query)
    fixed = set(CITY_IS_VALUE.findall(conditions)) | set(VALUE_IS_CITY.findall(conditions))
    names = outer | fixed | (set(reads) if "" in fixed else set())
    pairs = SAME_CITY.findall(conditions)
    for _ in pairs:
        names |= {name for pair in pairs if names & set(pair) for name in pair}
    return frozenset(names)


def _inserts_without_city(query: str, tenants: frozenset[str]) -> Iterator[str]:
    for table, columns in _insertions(tenants).findall(query):
        if not re.search(r"\bcity\b", columns):
            yield table
