"""The doors alone, for a server whose gate runs as processes of its own: threads, and no event loop in between."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.config.settings")
application = get_wsgi_application()
