"""A hospital's own record forms: written on a page, tried on a sample, signed, kept in versions.

Read `book` first. A signed form takes the place of a packaged one, or of a file by hand, of the same name.
"""

from assistant.forms.book import FormBook
from assistant.forms.form import FormVersion, Standing
from assistant.forms.samples import Sample, samples

__all__ = ["FormBook", "FormVersion", "Sample", "Standing", "samples"]
