"""Change the city's key: seal the persons' keys under the newest, so that the old one can be thrown away."""

from evenhand.apps.residents import models, vault


def rewrap(*, city: str, limit: int) -> int:
    """Seal up to `limit` persons' keys anew; how many there were. 0: none is left under an older key.

    Persons' data is not touched, and every read goes on meanwhile. vault.KeyMissing: an older key is already gone.
    """
    safe = vault.of_city(city)
    rows = list(
        models.PersonKey.objects.filter(city=city)
        .exclude(key_id=safe.key_id)
        .select_for_update(skip_locked=True)[:limit]
    )
    for row in rows:
        key = safe.unwrap(row.person_id, row.key_id, bytes(row.wrapped))
        row.key_id, row.wrapped = safe.key_id, safe.wrap(row.person_id, key)
    models.PersonKey.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["city", "person_id"],
        update_fields=["key_id", "wrapped"],
    )
    return len(rows)
