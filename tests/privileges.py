"""Programs that run without root's right to look past permissions, as they do for everybody else."""

import ctypes
import os
from collections.abc import Callable

_DROP = 24  # PR_CAPBSET_DROP
_OVERRIDES = (1, 2)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
_VERSION = 0x20080522  # of the two structures, which hold 64 capabilities


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Data(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


def _drop() -> None:
    libc = ctypes.CDLL(None)
    for capability in _OVERRIDES:
        libc.prctl(_DROP, capability, 0, 0, 0)  # what is started next has it no more
    header, data = _Header(_VERSION, 0), (_Data * 2)()
    libc.capget(ctypes.byref(header), data)
    for capability in _OVERRIDES:  # nor has this process itself
        data[0].effective &= ~(1 << capability)
        data[0].permitted &= ~(1 << capability)
    libc.capset(ctypes.byref(header), data)


def plain() -> Callable[[], None] | None:
    """Return what a child does before it starts a program, None where nothing is to be dropped."""
    return _drop if os.geteuid() == 0 else None
