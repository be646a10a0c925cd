"""Which door answers which address. The gate's addresses are not Django's: see `config.asgi`."""

from django.urls import include, path

from evenhand.web import urls as doors

urlpatterns = [path("", include(doors))]
handler400 = doors.handler400
handler403 = doors.handler403
handler404 = doors.handler404
handler500 = doors.handler500
