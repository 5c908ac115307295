"""Technology fields with those above them, as matching compares them."""

from silian.reference.models import TechnologyField


def field_paths() -> dict[int, str]:
    """Return the name of every technology field with those above it: 集成电路/封装材料."""
    rows = {
        pk: (name, parent) for pk, name, parent in TechnologyField.objects.values_list("pk", "name", "parent")
    }
    paths = {}
    for start in rows:
        names: list[str] = []
        seen: set[int] = set()
        at: int | None = start
        while at in rows and at not in seen:
            seen.add(at)
            names.insert(0, rows[at][0])
            at = rows[at][1]
        paths[start] = "/".join(names)
    return paths
