"""The pages on which listings that look alike are decided on, and organisations with thin listings are named."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.register.actions import Forbidden
from silian.register.pages.access import forbidden, standing
from silian.services.listings import tasks
from silian.services.listings.actions import OutOfTurn
from silian.services.listings.differing import Piece, differing
from silian.services.listings.engine import shown_text
from silian.services.listings.forms import SameForm
from silian.services.listings.models import Alike, Same, TwinPair
from silian.services.listings.pages import only_examiners
from silian.services.listings.thin import thin_organisations
from silian.services.listings.twins import PAGE, decide_pair, find_pair, next_pair, pairs_for, shown


@login_required
def twins_page(request: HttpRequest) -> HttpResponse:
    """List the pairs that wait for a decision, or those decided; a button has them looked for now."""
    if refused := only_examiners(request):
        return refused
    if request.method == "POST":
        tasks.look_now()
        messages.success(request, _("正在后台比较所有条目，找到的会出现在这里。"))
        return redirect("listing_twins")
    decided = request.GET.get("decided") == "1"
    page = Paginator(pairs_for(standing(request), decided=decided), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "pairs": shown(list(page)), "decided": decided, "tab": "twins"}
    return render(request, "listings/twins.html", context)


@login_required
def twin_page(request: HttpRequest, number: int) -> HttpResponse:
    """Show two listings side by side with the words lit in which they differ, and take the decision."""
    if refused := only_examiners(request):
        return refused
    who = standing(request)
    pair = find_pair(who, number)
    if pair is None:
        raise Http404(_("这里没有这一对，或它不归您判断。请回到疑似重复的列表。"))
    if request.method == "GET":
        return render(request, "listings/twin.html", _side_by_side(pair))
    form = SameForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请选择“同一项”或“不是同一项”。"))
        return redirect("listing_twin", number)
    try:
        decide_pair(pair, Same(form.cleaned_data["verdict"]), who, timezone.now())
    except Forbidden as fault:
        return forbidden(request, str(fault))
    except OutOfTurn as fault:
        messages.error(request, str(fault))
        return redirect("listing_twins")
    messages.success(request, _("已记下，这一对不会再问。"))
    following = next_pair(who, pair)
    return redirect("listing_twin", following.pk) if following else redirect("listing_twins")


def _side_by_side(pair: TwinPair) -> dict[str, object]:
    [one] = shown([pair])
    left, right = shown_text(pair.left.record), shown_text(pair.right.record)
    compared = [differing(*texts) for texts in zip(left, right, strict=True)]
    if pair.kind == Alike.TRANSLATION:
        # In two languages every word differs: lighting all of them would say nothing.
        compared = [([Piece(a, False)], [Piece(b, False)]) for a, b in zip(left, right, strict=True)]
    sides = [
        {"record": listing.record, "owners": owners, "title": compared[0][at], "body": compared[1][at]}
        for at, (listing, owners) in enumerate(((pair.left, one.left_owners), (pair.right, one.right_owners)))
    ]
    return {"pair": pair, "sides": sides}


@login_required
def thin_page(request: HttpRequest) -> HttpResponse:
    """List the organisations whose listings say next to nothing, with what that costs them."""
    if refused := only_examiners(request):
        return refused
    found = thin_organisations(standing(request))
    parts = (
        [one for one in found if one.thinness.demotion],
        [one for one in found if not one.thinness.demotion],
    )
    context = {"demoted": parts[0], "others": parts[1], "tab": "thin"}
    return render(request, "listings/thin.html", context)
