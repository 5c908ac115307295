"""What a command refuses: one base error whose message says why and what to do."""


class Refused(RuntimeError):
    """A command cannot do what was asked; the message says why and what to do."""


class DatabaseError(Refused):
    """The database cannot be started or used; the message says why and what to do."""


EXPLAINED = 3
"""The exit code of a process of the site that has already said in one sentence what is wrong."""
