"""Forms whose errors stand at the field, with the focus on the first."""

from typing import Any

from django import forms

from evenhand.core.errors import Refused
from evenhand.web.refusals import explain


class Form(forms.Form):
    """A form that can also say a service's refusal."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, label_suffix="", **settings)

    def refuse(self, refused: Refused) -> None:
        """Put a refusal at the field it names, else above the form."""
        field = refused.field if refused.field in self.fields else None
        self.add_error(field, str(explain(refused)))

    def focused(self) -> None:
        """Let the first field that is wrong have the focus when the page opens."""
        for name in self.errors:
            if name in self.fields:
                self.fields[name].widget.attrs["autofocus"] = True
                return
