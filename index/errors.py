"""Every named error of the project, as one tree.

QAError
├── ReadError            a file cannot be read as text
├── PathError            a path that was asked for does not exist or cannot be walked
├── NoIndexError         there is no index where one is needed
├── StoreError           the store is damaged, of another version, or cannot be written
│   └── LockedError      another process is indexing
├── ConfigError          a file of settings cannot be read, or sets what it cannot or must not
├── TrustError           what this user allowed cannot be looked up or written down
├── WorkerError          no process to read files in can be started
├── EncoderError         the model cannot be loaded, verified or exported
│   └── ModelMismatch    the index was made with another model
├── QuestionError        the question cannot be asked
├── ClipboardError       there is no clipboard that text can be copied to
├── WeightsError         the fitted numbers are missing or do not fit the code
├── CaseError            an eval case or a saved run cannot be used
└── BenchError           a measurement cannot be made

The message of each is one sentence for a person: what is wrong, where, what to do.
"""


class QAError(Exception):
    """Something the user can mend. The command prints its message and exits with 2."""


class ReadError(QAError):
    """A file cannot be read as text; the message is the reason, without the file's name."""


class PathError(QAError):
    """A path that was asked for does not exist or cannot be walked."""


class NoIndexError(QAError):
    """There is no index where one is needed."""


class StoreError(QAError):
    """The store is damaged, of another version, or cannot be written."""


class LockedError(StoreError):
    """Another process is indexing and the caller did not want to wait."""


class ConfigError(QAError):
    """A file of settings cannot be read, or sets what it cannot or must not."""


class TrustError(QAError):
    """What this user allowed cannot be looked up or written down."""


class WorkerError(QAError):
    """No process to read files in can be started."""


class EncoderError(QAError):
    """The model cannot be loaded, verified or exported."""


class ModelMismatch(EncoderError):
    """The index was made with another model than the one asked for."""


class QuestionError(QAError):
    """The question cannot be asked."""


class ClipboardError(QAError):
    """There is no clipboard that text can be copied to."""


class WeightsError(QAError):
    """The fitted numbers are missing or do not fit the code."""


class CaseError(QAError):
    """An eval case or a saved run cannot be used."""


class BenchError(QAError):
    """A measurement cannot be made."""
