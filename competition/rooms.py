"""Every room in the order of the data: its tables, pages, jobs and commands."""

from click import Command
from flask import Flask

from competition import room_words
from competition.accounts import commands as accounts_commands
from competition.accounts import key_models as _keys
from competition.accounts import models as _accounts
from competition.accounts import scopes
from competition.accounts.rules import Scope
from competition.accounts.views import pages as accounts_pages
from competition.audit import commands as audit_commands
from competition.audit import export_tasks as audit_export_tasks
from competition.audit.views import pages as audit_pages
from competition.directory import models as _directory
from competition.directory import scopes as directory_scopes
from competition.directory.views import pages as directory_pages
from competition.foundation import tables as _tables
from competition.foundation import tasks
from competition.foundation import trail as _trail
from competition.foundation.scheduler import Job
from competition.funding import claim_models as _claims
from competition.funding import commands as funding_commands
from competition.funding import consequences as funding_consequences
from competition.funding import grant_models as _grants
from competition.funding import ledger_models as _ledger
from competition.funding import models as _funding
from competition.funding import outlook_tasks as funding_outlook_tasks
from competition.funding import touched as funding_touched
from competition.funding.jobs import JOBS as FUNDING_JOBS
from competition.funding.views.applications import pages as funding_host_pages
from competition.funding.views.bank import pages as funding_bank_pages
from competition.funding.views.budgets import pages as funding_budgets_pages
from competition.funding.views.explained import pages as funding_decisions_pages
from competition.funding.views.final_accounts import pages as funding_accounts_pages
from competition.funding.views.grants import pages as funding_grants_pages
from competition.funding.views.office import pages as funding_pages
from competition.funding.views.outlooks import pages as funding_outlooks_pages
from competition.funding.views.payments import pages as funding_payments_pages
from competition.funding.views.prize_papers import pages as funding_papers_pages
from competition.funding.views.prizes import pages as funding_prizes_pages
from competition.funding.views.recoveries import pages as funding_recoveries_pages
from competition.funding.views.terms import pages as funding_terms_pages
from competition.home.demo import commands as demo_commands
from competition.home.jobs import JOBS as HOME_JOBS
from competition.home.public import pages as site_pages
from competition.home.task_views import pages as home_exports_pages
from competition.home.views import pages as home_pages
from competition.honours import archive_models as _archives
from competition.honours import commands as honours_commands
from competition.honours import consequences as honours_consequences
from competition.honours import decision_models as _decisions
from competition.honours import destruction_models as _destructions
from competition.honours import integrity_models as _integrity
from competition.honours import log_models as _honours_log
from competition.honours import models as _honours
from competition.honours import nomination_models as _nominations
from competition.honours import openapi as honours_openapi
from competition.honours import request_models as _requests
from competition.honours import search_models as _search
from competition.honours import template_models as _templates
from competition.honours import touched as honours_touched
from competition.honours.archive_views import pages as honours_archives_pages
from competition.honours.archiving import ARCHIVE
from competition.honours.decision_views import pages as honours_decisions_pages
from competition.honours.destroying import DESTRUCTION
from competition.honours.embed_views import pages as embed_pages
from competition.honours.fame_views import pages as fame_pages
from competition.honours.integrity_runs import INTEGRITY
from competition.honours.integrity_views import pages as honours_integrity_pages
from competition.honours.jobs import JOBS as HONOURS_JOBS
from competition.honours.log_views import pages as register_log_pages
from competition.honours.nomination_views import pages as honours_lists_pages
from competition.honours.open_views import pages as open_register_pages
from competition.honours.print_views import pages as honours_prints_pages
from competition.honours.printing import CERTIFICATES
from competition.honours.request_views import pages as honours_requests_pages
from competition.honours.retention_views import pages as honours_retention_pages
from competition.honours.template_views import pages as honours_templates_pages
from competition.honours.views import pages as honours_pages
from competition.judging import calibration_models as _calibrations
from competition.judging import commands as judging_commands
from competition.judging import hall_models as _hall
from competition.judging import menu as judging_menu
from competition.judging import models as _judging
from competition.judging import panel_models as _panels
from competition.judging import paper_models as _paper
from competition.judging import pool_models as _pool
from competition.judging import reentry_models as _reentries
from competition.judging import scheme_models as _judging_schemes
from competition.judging import signature_models as _signatures
from competition.judging import touched as judging_touched
from competition.judging.api import pages as tablet_pages
from competition.judging.jobs import JOBS as JUDGING_JOBS
from competition.judging.views.calibrations import pages as judging_calibrations_pages
from competition.judging.views.compared import pages as judging_compared_pages
from competition.judging.views.declarations import pages as judging_conflicts_pages
from competition.judging.views.draws import pages as judging_draws_pages
from competition.judging.views.editor import pages as judging_editor_pages
from competition.judging.views.evidence import pages as judging_evidence_pages
from competition.judging.views.hall import pages as judging_hall_pages
from competition.judging.views.office import pages as judging_pages
from competition.judging.views.pairing import pages as judging_pairing_pages
from competition.judging.views.panels import pages as judging_panels_pages
from competition.judging.views.papers import pages as judging_papers_pages
from competition.judging.views.pool import pages as judging_pool_pages
from competition.judging.views.recommendations import pages as judging_recommendations_pages
from competition.judging.views.reentering import pages as judging_reentering_pages
from competition.judging.views.schemes import pages as judging_schemes_pages
from competition.judging.views.sheets import pages as judging_sheets_pages
from competition.judging.views.signing import pages as judging_signing_pages
from competition.judging.views.unlocking import pages as judging_unlocking_pages
from competition.plan import models as _plan
from competition.plan import offered
from competition.plan import scopes as plan_scopes
from competition.plan import touched as plan_touched
from competition.plan.jobs import JOBS as PLAN_JOBS
from competition.plan.views.news import pages as news_pages
from competition.plan.views.plan import pages as plan_pages
from competition.policy import checked, touched
from competition.policy import models as _policy
from competition.policy.views.office import pages as policy_office_pages
from competition.policy.views.public import pages as policy_pages
from competition.registration import models as _registration
from competition.registration import touched as registration_touched
from competition.registration.views import pages as registration_pages
from competition.results import announced_models as _announced
from competition.results import appeal_models as _appeals
from competition.results import checks, consequences, openapi
from competition.results import commands as results_commands
from competition.results import correction_models as _corrections
from competition.results import models as _results
from competition.results import plan_models as _result_plans
from competition.results import record_tasks as results_record_tasks
from competition.results import review_models as _reviews
from competition.results import snapshot_models as _snapshots
from competition.results import touched as results_touched
from competition.results.api import pages as open_results_pages
from competition.results.jobs import JOBS as RESULTS_JOBS
from competition.results.views.appeals import pages as results_appeals_pages
from competition.results.views.corrections import pages as results_corrections_pages
from competition.results.views.lists import pages as results_lists_pages
from competition.results.views.office import pages as results_office_pages
from competition.results.views.own_appeals import pages as own_appeals_pages
from competition.results.views.plans import pages as results_plans_pages
from competition.results.views.public import pages as results_pages
from competition.results.views.records import pages as results_records_pages
from competition.results.views.released import pages as released_pages
from competition.results.views.reviews import pages as results_reviews_pages
from competition.results.views.stages import pages as results_stages_pages

PAGES = (
    accounts_pages,
    audit_pages,
    policy_pages,
    policy_office_pages,
    directory_pages,
    plan_pages,
    news_pages,
    registration_pages,
    judging_pages,
    judging_schemes_pages,
    judging_editor_pages,
    judging_sheets_pages,
    judging_reentering_pages,
    judging_signing_pages,
    judging_unlocking_pages,
    judging_draws_pages,
    judging_conflicts_pages,
    tablet_pages,
    judging_panels_pages,
    judging_evidence_pages,
    judging_papers_pages,
    judging_hall_pages,
    judging_pairing_pages,
    judging_compared_pages,
    judging_calibrations_pages,
    judging_pool_pages,
    judging_recommendations_pages,
    results_pages,
    released_pages,
    open_results_pages,
    results_office_pages,
    results_plans_pages,
    results_records_pages,
    results_lists_pages,
    results_appeals_pages,
    own_appeals_pages,
    results_corrections_pages,
    results_reviews_pages,
    results_stages_pages,
    funding_pages,
    funding_host_pages,
    funding_accounts_pages,
    funding_prizes_pages,
    funding_papers_pages,
    funding_payments_pages,
    funding_bank_pages,
    funding_budgets_pages,
    funding_recoveries_pages,
    funding_terms_pages,
    funding_grants_pages,
    funding_decisions_pages,
    funding_outlooks_pages,
    honours_pages,
    fame_pages,
    honours_archives_pages,
    honours_retention_pages,
    honours_integrity_pages,
    register_log_pages,
    open_register_pages,
    embed_pages,
    honours_lists_pages,
    honours_decisions_pages,
    honours_requests_pages,
    honours_templates_pages,
    honours_prints_pages,
    site_pages,
    home_pages,
    home_exports_pages,
)
JOBS: tuple[Job, ...] = (*PLAN_JOBS, *JUDGING_JOBS, *RESULTS_JOBS, *FUNDING_JOBS, *HONOURS_JOBS, *HOME_JOBS)
TASKS = (
    audit_export_tasks.EXPORT,
    results_record_tasks.RECORD,
    *funding_outlook_tasks.KINDS,
    ARCHIVE,
    DESTRUCTION,
    INTEGRITY,
    CERTIFICATES,
)
COMMANDS: tuple[Command, ...] = (
    accounts_commands.accounts,
    audit_commands.audit,
    judging_commands.agreement,
    judging_commands.redraw,
    results_commands.tabulate,
    funding_commands.fund,
    honours_commands.honours,
    demo_commands.demo,
)
TABLES = (
    _tables,
    _trail,
    _accounts,
    _keys,
    _policy,
    _directory,
    _plan,
    _registration,
    _judging,
    _calibrations,
    _panels,
    _pool,
    _hall,
    _paper,
    _reentries,
    _judging_schemes,
    _signatures,
    _results,
    _result_plans,
    _snapshots,
    _announced,
    _appeals,
    _corrections,
    _reviews,
    _funding,
    _grants,
    _claims,
    _ledger,
    _honours,
    _templates,
    _search,
    _archives,
    _honours_log,
    _nominations,
    _decisions,
    _requests,
    _destructions,
    _integrity,
)


# which decisions rest on a table's value
RESTS = (
    plan_touched.of,
    registration_touched.of,
    judging_touched.of,
    results_touched.of,
    funding_touched.of,
    honours_touched.of,
)
# which addresses a room adds to the document of the open data
DOCUMENTED = (honours_openapi.offered,)
# what is wrong with a new value beyond its shape
CHECKS = (checks.of,)
# what a corrected result would do in the rooms after it
FOLLOWS = (funding_consequences.of, honours_consequences.of)
REACH = {
    Scope.COMPETITION: (plan_scopes.competitions, plan_scopes.competition_labels),
    Scope.ITEM: (plan_scopes.items, plan_scopes.item_labels),
    Scope.ORGANISATION: (directory_scopes.units, directory_scopes.unit_labels),
}


def register(app: Flask) -> None:
    """Let every room's pages in, say for what parts can be granted, and let the auditor read every room's words."""
    for pages in PAGES:
        app.register_blueprint(pages)
    for scope, (choices, labels) in REACH.items():
        scopes.offer(scope, choices, labels)
    for room in FOLLOWS:
        consequences.offer(room)
    for asked in RESTS:
        touched.offer(asked)
    for described in DOCUMENTED:
        openapi.offer(described)
    for check in CHECKS:
        checked.offer(check)
    offered.offer(judging_menu.links_of)
    room_words.learn()
    for kind in TASKS:
        tasks.learn(kind)
