"""Forms whose errors stand at the field, with the focus on the first."""

from collections.abc import Sequence
from typing import Self, cast

from django import forms
from django.http import QueryDict

from evenhand.core.errors import Refused
from evenhand.web.refusals import explain


class Form(forms.Form):
    """A form that can also say a service's refusal."""

    def __init__(self, said: QueryDict | None = None) -> None:
        super().__init__(said, label_suffix="")

    def choose(self, field: str, choices: Sequence[tuple[str, str | list[tuple[str, str]]]]) -> None:
        """Offer these choices; a list of them under a name is a group."""
        cast(forms.ChoiceField, self.fields[field]).choices = choices

    def refuse(self, refused: Refused) -> None:
        """Put a refusal at the field it names, else above the form."""
        field = refused.field if refused.field in self.fields else None
        self.add_error(field, str(explain(refused)))

    def ready(self) -> Self:
        """The form as it is shown: the first field that is wrong has the focus."""
        for name, field in self.fields.items():
            if name in self.errors:
                field.widget.attrs["autofocus"] = True
                break
        return self
