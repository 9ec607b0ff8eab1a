"""addok's own settings for Korean addresses (ADDOK_CONFIG_MODULE): its defaults, with a flag for building numbers."""

PROCESSORS_PYPATHS = [
    "addok.helpers.text.tokenize",
    "addok.helpers.text.normalize",
    "addok_worker.flag_number",
]
FUZZY_KEY_MAP = None  # every letter may stand for every other: its keyboard map is French
BATCH_WORKERS = 1
LOG_DIR = "/tmp"
