"""Replace a class method of a type written in C.

``datetime.datetime`` cannot be replaced by a subclass without lies: ``type(x) is datetime`` turns
false and libraries that dispatch on the exact class (msgspec, ORMs) stop seeing it. So the class
stays and its ``now`` changes. CPython forbids assignment to a built-in type's attributes, but the
dictionary behind ``__dict__`` can be reached through the collector, and ``PyType_Modified`` is the
documented way to tell the interpreter that a type's attributes changed
(https://docs.python.org/3/c-api/type.html#c.PyType_Modified).
"""

import ctypes
import gc
from collections.abc import Callable
from typing import Any


def replace_class_method(cls: type, name: str, function: Callable[..., Any]) -> None:
    """Make ``cls.name`` a class method that calls ``function(cls, ...)``."""
    (attributes,) = gc.get_referents(cls.__dict__)
    attributes[name] = classmethod(function)
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(cls))
