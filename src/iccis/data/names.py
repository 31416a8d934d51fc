"""Look-up of things by what people call them: the IRI, any end of its path, or a label."""

from collections.abc import Collection, Mapping, Sequence

from iccis.core.errors import AmbiguousNameError, near
from iccis.core.namespaces import ID
from iccis.data.members import natural

MAX_LISTED = 30
"""Number of names that an error lists."""

Labels = Mapping[str, Sequence[str]]
"""Labels of things, by IRI."""


def matches(text: str, labels: Labels) -> list[str]:
    """Return the IRIs of the things that `text` names, those that it names most exactly.

    An IRI comes before the end of a path (`code/pledge/3`, `pledge 3`, `3`), and that before a label; case
    does not matter.

    >>> matches("actor China", {ID + "actor/china": ["China"]})
    ['https://w3id.org/iccis/id/actor/china']
    """
    name = text.strip().removeprefix("<").removesuffix(">")
    folded, end = name.casefold(), "/" + name.replace(" ", "/").casefold()
    return (
        [iri for iri in (name, ID + name) if iri in labels]
        or [iri for iri in labels if iri.casefold().endswith(end)]
        or [iri for iri, words in labels.items() if folded in map(str.casefold, words)]
    )


def look_up(text: str, labels: Labels, *, kind: str = "thing") -> str | None:
    """Return the IRI of the one thing that `text` names (see `matches`), or None if nothing bears that name.

    Raises IccisError, which calls the things `kind`, if the name stands for several.

    >>> labels = {ID + "actor/china": ["China"], ID + "actor/usa": ["United States"]}
    >>> look_up("united states", labels)
    'https://w3id.org/iccis/id/actor/usa'
    """
    iris = matches(text, labels)
    if len(iris) > 1:
        raise AmbiguousNameError(f'"{text}" matches more than one {kind}', hint=f"choose one: {listed(iris)}")
    return iris[0] if iris else None


def with_near(near: str, there: str) -> str:
    """Return a hint of two sentences: what is near, and what there is; either may be empty.

    >>> with_near("did you mean 4?", "there are: 1, 4"), with_near("", "there are: 1, 4")
    ('did you mean 4? There are: 1, 4', 'there are: 1, 4')
    """
    return f"{near} {there[:1].upper()}{there[1:]}".strip() if near else there


def nearest(text: str, labels: Labels) -> str:
    """Return a hint with the paths and labels most like a name that nothing bears; may be empty.

    >>> nearest("chnia", {ID + "actor/china": []})
    'did you mean china or actor/china?'
    """
    paths = [iri.removeprefix(ID) for iri in labels]
    ends = [path.rsplit("/", 1)[-1] for path in paths]
    return near(text, [*ends, *paths, *(label for words in labels.values() for label in words)])


def listed(iris: Collection[str]) -> str:
    """Return the paths of things in reading order, as a list in words; long lists are truncated.

    >>> listed([ID + "norm/10.1", ID + "norm/9.1"])
    'norm/9.1, norm/10.1'
    """
    paths = [iri.removeprefix(ID) for iri in sorted(iris, key=natural)]
    more = f" and {len(paths) - MAX_LISTED} more" if len(paths) > MAX_LISTED else ""
    return ", ".join(paths[:MAX_LISTED]) + more
