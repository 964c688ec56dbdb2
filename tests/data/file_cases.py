"""Files as people have them, and what a careful person would read in each: its name, its bytes, the outcome."""

from __future__ import annotations

from tests.data.cases_of_comments import COMMENTS
from tests.data.cases_of_dialects import LAYOUTS
from tests.data.cases_of_exports import EXPORTS
from tests.data.cases_of_identifiers import IDENTIFIERS
from tests.data.cases_of_lines import LINES
from tests.data.cases_of_missing import MISSING
from tests.data.cases_of_names import HEADERS
from tests.data.cases_of_numbers import DRESSED
from tests.data.cases_of_thousands import THOUSANDS
from tests.data.outcomes import Case

GROUPS = [COMMENTS, THOUSANDS, DRESSED, MISSING, HEADERS, IDENTIFIERS, LINES, LAYOUTS, EXPORTS]
CASES: dict[str, Case] = {name: case for group in GROUPS for name, case in group.items()}
assert len(CASES) == sum(map(len, GROUPS)), "two cases have the same name"
