"""Addresses of a person's own account beyond signing in, and of who acts for whom."""

from django.urls import path

from silian.services.accounts.member_pages import invitation_page, join_page, members_page
from silian.services.accounts.officer_pages import officers_page
from silian.services.accounts.pages import tokens_page

urlpatterns = [
    path("tokens/", tokens_page, name="tokens"),
    path("join/", join_page, name="join"),
    path("officers/", officers_page, name="officers"),
    path("members/<str:key>/", members_page, name="members"),
    path("invitations/<str:secret>/", invitation_page, name="invitation"),
]
