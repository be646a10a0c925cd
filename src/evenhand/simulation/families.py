"""Families: one to five under a roof, of ages that fit, with common names."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

SIZES = (0.25, 0.30, 0.26, 0.12, 0.07)
"""Shares of households of one, two … five persons; on average 2.5."""
YOUNGEST_ADULT, COMMONEST_AGE, OLDEST = 20, 42, 95
OF_A_GENERATION = (22, 38)
"""Years between parents and children."""
GRANDPARENT = 0.4
"""How often the fourth or fifth of a household is a grandparent and no child."""
DAYS_OF_YEAR = 365.2425

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国文红梅春海燕林云飞晓宇浩然子涵欣怡思雨佳琪梓轩俊博雅婷志鹏"
)


@dataclass(frozen=True, slots=True)
class Member:
    """One of a family."""

    name: str
    born: date
    age: int


def family(random: Random, today: date) -> tuple[Member, ...]:
    """The first is an adult; children bear that one's surname."""
    size = random.choices(range(1, len(SIZES) + 1), SIZES)[0]
    head = int(random.triangular(YOUNGEST_ADULT, OLDEST, COMMONEST_AGE))
    surname = random.choice(SURNAMES)
    others = [_age(place, head, random) for place in range(2, size + 1)]
    names = [surname if _is_child(age, head) else random.choice(SURNAMES) for age in others]
    return tuple(
        _member(age, name, random, today) for age, name in zip([head, *others], [surname, *names], strict=True)
    )


def _age(place: int, head: int, random: Random) -> int:
    """The age of the second, third … of a household: a partner, then children, now and then a grandparent."""
    if place == 2:
        return min(max(head + random.randint(-6, 6), YOUNGEST_ADULT), OLDEST)
    years = random.randint(*OF_A_GENERATION)
    if place >= 4 and random.random() < GRANDPARENT:
        return min(head + years, OLDEST)
    return max(head - years, 0)


def _is_child(age: int, parent: int) -> bool:
    return parent - age >= OF_A_GENERATION[0] or age == 0


def _member(age: int, surname: str, random: Random, today: date) -> Member:
    name = surname + "".join(random.choices(GIVEN, k=random.choice((1, 2, 2))))
    born = today - timedelta(days=round((age + random.random()) * DAYS_OF_YEAR))
    return Member(name, born, age)
