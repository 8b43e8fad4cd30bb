"""Several deviations of one class in one: a connector with more than one defect."""

from typing import TypeVar

T = TypeVar("T")

SEAM = "_type"
"""Class attributes with this ending name the class of a part."""


def combined(*classes: type[T]) -> type[T]:
    """A class that deviates in every way in which these do, in the parts behind its seams too.

    All derive from one original. Where two override the same method, the first one's comes first and
    reaches the second through ``super()`` if it calls that.
    Raises TypeError if they cannot be one class (slots or metaclasses that exclude each other).
    """
    unlike = [one for one in dict.fromkeys(classes) if not _is_base_of_another(one, classes)]
    if len(unlike) == 1:
        return unlike[0]
    seams = sorted({name for one in unlike for name in dir(one) if name.endswith(SEAM)})
    parts = {seam: combined(*(getattr(one, seam) for one in unlike if hasattr(one, seam))) for seam in seams}
    return type("And".join(one.__name__ for one in unlike), tuple(unlike), parts)


def _is_base_of_another(one: type[T], classes: tuple[type[T], ...]) -> bool:
    return any(other is not one and issubclass(other, one) for other in classes)
