"""Rows said as vectors: some lanes at a time, with the operators of Python.

A loop over lanes, which numba types and the compiler turns into vectors, takes four times as long to
compile, and finds out at each step whether its rows overlap. Said as vectors, both are known.
"""

# numba and llvmlite have no types for this.
# mypy: disable-error-code="no-untyped-def,no-untyped-call"

import inspect
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import none
from numba.core import cgutils
from numba.extending import intrinsic

from materiel.simulate.lanes import LANES, WIDE

INDEX = ir.IntType(64)
NUMBER, WHOLE = ir.VectorType(ir.DoubleType(), WIDE), ir.VectorType(INDEX, WIDE)
SMALL, CODE = ir.VectorType(ir.IntType(32), WIDE), ir.VectorType(ir.IntType(16), WIDE)


_BYTES = {NUMBER: 8, WHOLE: 8, SMALL: 4, CODE: 2}


def made_of_vectors(answer: Any = none) -> Callable[[Callable[..., Any]], Any]:
    """Makes a function that builds code into one that compiled functions can call.

    Args:
        answer: numba's type of what it gives.
    """

    def decorate(build: Callable[..., Any]) -> Any:
        def operation(typing, *kinds):
            def write(context, builder, signature, given):
                told = build(builder, *given)
                return context.get_dummy_value() if answer is none else told

            return answer(*kinds), write

        operation.__signature__ = inspect.signature(build)  # type: ignore[attr-defined]
        return intrinsic(operation)

    return decorate


def over_lanes(builder: Any, end: Any = LANES, step: int = WIDE) -> Any:
    """A loop: the block of `with` is done for every `step` lanes; gives the number of the first."""
    end = INDEX(end) if isinstance(end, int) else end
    return cgutils.for_range_slice(builder, INDEX(0), end, INDEX(step))


class Lanes:
    """`WIDE` lanes of a row in the making: numbers, or whole numbers without sign."""

    def __init__(self, builder: Any, value: Any) -> None:
        self.builder, self.value = builder, value

    def _other(self, other: Any) -> Any:
        return other.value if isinstance(other, Lanes) else in_each(self.value.type, other)

    def _made(self, operation: str, other: Any) -> "Lanes":
        name = f"f{operation}" if self.value.type == NUMBER else operation
        return Lanes(self.builder, getattr(self.builder, name)(self.value, self._other(other)))

    def __add__(self, other: Any) -> "Lanes":
        return self._made("add", other)

    def __sub__(self, other: Any) -> "Lanes":
        return self._made("sub", other)

    def __mul__(self, other: Any) -> "Lanes":
        return self._made("mul", other)

    def __truediv__(self, other: Any) -> "Lanes":
        return self._made("div", other)

    def __rshift__(self, places: int) -> "Lanes":
        return self._made("lshr", places)

    def __lshift__(self, places: int) -> "Lanes":
        return self._made("shl", places)

    def __and__(self, other: Any) -> "Lanes":
        return self._made("and_", other)

    def __or__(self, other: Any) -> "Lanes":
        return self._made("or_", other)

    def __xor__(self, other: Any) -> "Lanes":
        return self._made("xor", other)

    def is_(self, relation: str, other: Any) -> Any:
        """Where this is "<", "<=", "==" or ">=" another; nowhere where one is no number."""
        return self.builder.fcmp_ordered(relation, self.value, self._other(other))

    def is_not(self, other: Any) -> Any:
        """Where this differs from another, or one is no number."""
        return self.builder.fcmp_unordered("!=", self.value, self._other(other))

    def truth(self, condition: Any) -> "Lanes":
        """1 where a condition holds, else 0."""
        kind = self.value.type
        told = self.builder.select(condition, in_each(kind, 1.0), in_each(kind, 0.0))
        return Lanes(self.builder, told)

    def where(self, condition: Any, other: Any) -> "Lanes":
        """This where a condition holds, else another."""
        return Lanes(self.builder, self.builder.select(condition, self.value, self._other(other)))

    def without(self, condition: Any) -> "Lanes":
        """This, but 0 where a condition holds."""
        kind = self.value.type
        return Lanes(self.builder, self.builder.select(condition, in_each(kind, 0.0), self.value))

    def least(self, other: Any) -> "Lanes":
        """The smaller of two, the other if one is no number."""
        return self.where(self.is_("<", other), other)

    def most(self, other: Any) -> "Lanes":
        """The larger of two, the other if one is no number."""
        return self.where(self.is_(">", other), other)

    def rounded(self, way: str) -> "Lanes":
        """The whole number below ("floor") or above ("ceil")."""
        name, kind = f"llvm.{way}.v{WIDE}f64", ir.FunctionType(NUMBER, [NUMBER])
        found = cgutils.get_or_insert_function(self.builder.module, kind, name)
        return Lanes(self.builder, self.builder.call(found, [self.value]))

    def as_whole(self, kind: Any = WHOLE) -> "Lanes":
        """Numbers as whole numbers, cut off."""
        return Lanes(self.builder, self.builder.fptosi(self.value, kind))

    def as_number(self) -> "Lanes":
        """Whole numbers as numbers."""
        return Lanes(self.builder, self.builder.uitofp(self.value, NUMBER))

    def same_bits(self, kind: Any) -> "Lanes":
        """The bits of numbers as whole numbers, or the other way round."""
        return Lanes(self.builder, self.builder.bitcast(self.value, kind))

    def narrowed(self, kind: Any) -> "Lanes":
        """The last bits of whole numbers."""
        return Lanes(self.builder, self.builder.trunc(self.value, kind))


def in_all(builder: Any, value: Any) -> Lanes:
    """One number in all lanes."""
    kind = ir.VectorType(value.type, WIDE)
    one = builder.insert_element(kind(ir.Undefined), value, ir.IntType(32)(0))
    none_else = ir.Constant(SMALL, [0] * WIDE)
    return Lanes(builder, builder.shuffle_vector(one, kind(ir.Undefined), none_else))


def in_each(kind: Any, *numbers: Any) -> Any:
    """Numbers known while compiling, one for each lane, or one for all."""
    if kind != NUMBER:  # as LLVM writes them, with a sign
        half = 1 << (kind.element.width - 1)
        numbers = tuple((number + half) % (2 * half) - half for number in numbers)
    return kind(list(numbers) * (WIDE // len(numbers)))


def counting(builder: Any, kind: Any, times: int = 1) -> Lanes:
    """0, 1, 2 … beside each other, times a number."""
    return Lanes(builder, in_each(kind, *(times * lane for lane in range(WIDE))))


def place_in(builder: Any, array: Any, kind: Any, *places: Any) -> Any:
    """The address of an array's number at the sum of some places."""
    for place in places:
        array = builder.gep(array, [place])
    return builder.bitcast(array, kind.as_pointer())


def read(builder: Any, array: Any, *places: Any) -> Lanes:
    """The numbers at a place of a row."""
    return Lanes(builder, builder.load(place_in(builder, array, NUMBER, *places), align=8))


def write(lanes: Lanes, array: Any, *places: Any) -> None:
    """Put numbers at a place of a row."""
    where = place_in(lanes.builder, array, lanes.value.type, *places)
    lanes.builder.store(lanes.value, where, align=_BYTES[lanes.value.type])


def counted(builder: Any, holds: Callable[[Any], Any]) -> Any:
    """In how many lanes of a row a condition holds."""
    total = cgutils.alloca_once_value(builder, INDEX(0))
    with over_lanes(builder) as (lane, _):
        some = builder.ctpop(builder.bitcast(holds(lane), ir.IntType(WIDE)))
        builder.store(builder.add(builder.load(total), builder.zext(some, INDEX)), total)
    return builder.load(total)


def folded(lanes: Lanes, together: Callable[[Lanes, Lanes], Lanes]) -> Any:
    """One number of all lanes, whatever their order."""
    builder, width = lanes.builder, WIDE
    while width > 1:
        width //= 2
        order = ir.Constant(SMALL, [(lane + width) % WIDE for lane in range(WIDE)])
        other = builder.shuffle_vector(lanes.value, lanes.value, order)
        lanes = together(lanes, Lanes(builder, other))
    return builder.extract_element(lanes.value, ir.IntType(32)(0))
