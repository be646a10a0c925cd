"""Makes the doors known to Django: templates, template tags and catalogs of words."""

from django.apps import AppConfig


class Doors(AppConfig):
    """Has no tables."""

    name = "evenhand.web"
    label = "web"
