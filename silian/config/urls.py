"""Every address of the site."""

from django.urls import include, path

from silian.config.api import api

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("accounts/", include("silian.services.accounts.urls")),
    path("api/", api.urls),
    path("", include("silian.web.urls")),
    path("", include("silian.services.matching.urls")),
    path("", include("silian.services.listings.urls")),
    path("", include("silian.services.brokering.urls")),
    path("", include("silian.register.urls")),
]
handler404 = "silian.web.pages.not_found"
handler500 = "silian.web.pages.server_error"
