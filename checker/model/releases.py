"""When releases of language toolchains stop getting security fixes.

Python: https://devguide.python.org/versions/. Go supports a release until the second one after it:
https://go.dev/doc/devel/release. Where only the month is announced, its last day stands here.
"""

from datetime import date

PYTHON = {
    "2.7": date(2020, 1, 1),
    "3.0": date(2009, 6, 27),
    "3.1": date(2012, 4, 9),
    "3.2": date(2016, 2, 20),
    "3.3": date(2017, 9, 29),
    "3.4": date(2019, 3, 18),
    "3.5": date(2020, 9, 30),
    "3.6": date(2021, 12, 23),
    "3.7": date(2023, 6, 27),
    "3.8": date(2024, 10, 7),
    "3.9": date(2025, 10, 31),
    "3.10": date(2026, 10, 31),
    "3.11": date(2027, 10, 31),
    "3.12": date(2028, 10, 31),
    "3.13": date(2029, 10, 31),
    "3.14": date(2030, 10, 31),
    "3.15": date(2031, 10, 31),
}
GO = {
    "1.13": date(2020, 8, 11),
    "1.14": date(2021, 2, 16),
    "1.15": date(2021, 8, 16),
    "1.16": date(2022, 3, 15),
    "1.17": date(2022, 8, 2),
    "1.18": date(2023, 2, 1),
    "1.19": date(2023, 8, 8),
    "1.20": date(2024, 2, 6),
    "1.21": date(2024, 8, 13),
    "1.22": date(2025, 2, 11),
    "1.23": date(2025, 8, 12),
    "1.24": date(2026, 2, 28),
    "1.25": date(2026, 8, 31),
    "1.26": date(2027, 2, 28),
    "1.27": date(2027, 8, 31),
}
