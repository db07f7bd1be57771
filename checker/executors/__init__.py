"""Runs one function over many tasks: in this process, in others, or on other machines."""

from checker.executors.processes import Here, Processes, default_jobs
from checker.executors.work import Executor, Work

__all__ = ["Executor", "Here", "Processes", "Work", "default_jobs"]
