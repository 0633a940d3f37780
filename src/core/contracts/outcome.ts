import { z } from 'zod';
import { column as c, defineContract } from './contract.ts';

const n = c.nullable;

/** Columns that identify a version of an outcome; every part of an outcome carries them too. */
export const outcomeVersion = {
  outcome_id: c.text('`<source>:<scope>:<type>:<native id>`, github:acme/shop:pr:418 for instance.'),
  version_at: c.instant('When the source last changed the outcome; the greatest version counts, with its parts.'),
} as const;

/**
 * One piece of work as its source tells it now: pull request, ticket, deployment, incident, business outcome. Titles,
 * texts, names and e-mails have no column: what is needed of them is derived before landing.
 */
export const outcome = defineContract({
  name: 'outcome',
  grain: 'one row per outcome and version',
  description:
    'Pull requests, work items, tickets, deployments, incidents and business outcomes. Older versions stay landed; the greatest version_at of an outcome counts.',
  key: ['outcome_id', 'version_at'],
  partition: 'month',
  spansPeriods: true,
  row: z.object({
    ...outcomeVersion,
    outcome_type: c.text(
      'pull_request, work_item, support_ticket, deployment, workflow_run, knowledge, incident, customer_period or survey.',
    ),
    scope: c.text('Repository, project, queue or site as the source names it: acme/shop.'),
    native_id: c.text('Id at the source.'),
    pr_number: n(c.count('Number of the pull request; equal for one seen by two sources.')),
    status: c.text(
      'open, accepted, rejected, reverted or reopened; closed for incidents that are over: they are no accepted work.',
    ),
    work_item: n(c.text('Normalised key: jira:ABC-12, linear:ENG-7, zendesk:9001.')),
    parent_outcome_id: n(c.text('Outcome or work item this one belongs to, where the source says it.')),
    issue_type: n(c.text('Type word of the source as sent: Story, Bug, question.')),
    title_type: n(c.text('Conventional-commit word at the start of the title: feat, fix, chore …')),
    work_type: n(c.text('Work type that the sender states outright; NULL where it is to be derived.')),
    repo: n(
      c.text('Repository key `name-hash8` of the remote, or of the folder where there is none; as session_event.'),
    ),
    head_branch: n(c.text('Branch the work was done on, as first seen.')),
    base_branch: n(c.text('Branch it goes into.')),
    is_default_base: n(c.flag('True when base_branch is the default or a configured branch: merging there accepts.')),
    merge_sha: n(c.text('Commit on the base branch that brought the change in.')),
    owner_hint: n(c.text('Project, component, group or team id at the source: owners.csv says whose it is.')),
    team_tag: n(c.text('Team that the sender names outright.')),
    author_actor: n(c.text('Pseudonym of the author; of the assignee for tickets.')),
    author_is_bot: n(c.flag('True for automation.')),
    principal_actor: n(c.text('Pseudonym of the human responsible for work of an agent.')),
    opened_at: n(c.instant('When it was opened.')),
    ready_at: n(c.instant('When a draft became ready for review; opened_at where it never was a draft.')),
    first_commit_at: n(c.instant('Time of its first commit.')),
    first_review_at: n(c.instant('Time of the first human review that is not by the author.')),
    accepted_at: n(c.instant('First acceptance not undone within 24 hours; never moves.')),
    closed_at: n(c.instant('When it was closed, merged or resolved.')),
    deployed_at: n(c.instant('First successful production deployment, where the source itself says it.')),
    reverted_at: n(c.instant('When it was undone, where the source itself says it.')),
    reopened_at: n(c.instant('First exit from acceptance later than 24 hours after it.')),
    reopen_count: n(c.count('Exits from acceptance, those within 24 hours left out.', 'times')),
    review_rounds: n(c.count('0 without human review; else 1 + changes requested and followed by a push.', 'rounds')),
    review_count: n(c.count('Human reviews not by the author; public replies for support tickets.', 'reviews')),
    reviewer_count: n(c.count('Distinct human reviewers other than the author.', 'people')),
    review_comments: n(c.count('Review comments.', 'comments')),
    lines_added: n(c.count('Lines added as the source counts them, generated files included.', 'lines')),
    lines_deleted: n(c.count('Lines deleted as the source counts them, generated files included.', 'lines')),
    files_changed: n(c.count('Files changed.', 'files')),
    size_complete: n(c.flag('True when outcome_file lists every changed file.')),
    ci_failed_shas: n(c.count('Head commits with a failed check.', 'commits')),
    rework_ratio_bp: n(
      c.count('Share of added lines gone in the durability window, by a line-attribution feed.', 'bp'),
    ),
    rework_method: n(c.text('line_blame where rework_ratio_bp is given.')),
    ai_assisted: n(c.flag('What the sender declares; NULL where it says nothing. Absence proves nothing.')),
    slop_score: n(c.decimal(18, 6, 'Supplied judgement, 1 to 5, 5 the worst.', 'score')),
    csat: n(c.text('good or bad; NULL when not rated.')),
    score: n(c.decimal(18, 6, 'Survey score, 0 to 100.', 'score')),
    customer_id: n(c.text('Customer or organisation id at the source.')),
    value_micros: n(c.count('Business value in millionths of value_currency.', 'micros')),
    value_currency: n(c.text('ISO 4217 code of value_micros; the company currency when NULL.')),
    quantity: n(c.decimal(38, 15, 'Units a business outcome stands for.')),
  }),
});

/** What only deployments have; outcome holds the same outcome_id with type deployment. */
export const outcomeDeployment = defineContract({
  name: 'outcome_deployment',
  grain: 'one row per deployment and version',
  description:
    'Deployments with commit, environment and result. Commits and pull requests they carry are rows of outcome_relation.',
  key: ['outcome_id', 'version_at'],
  partition: 'month',
  spansPeriods: true,
  row: z.object({
    ...outcomeVersion,
    repo: n(c.text('Repository key, as outcome.')),
    application: n(c.text('Application deployed.')),
    environment: n(c.text('Environment as the source names it.')),
    is_production: n(c.flag('Production by the source or by its configured name.')),
    sha: n(c.text('Commit deployed.')),
    result: c.text('success, failure, rolled_back, cancelled or running.'),
    started_at: n(c.instant('When it began.')),
    ended_at: n(c.instant('When it ended; the time of success for a successful one.')),
    is_planned: n(c.flag('False for an unplanned one.')),
    incident_id: n(c.text('Incident outcome that caused it.')),
  }),
});

/** What only incidents have; outcome holds the same outcome_id with type incident. */
export const outcomeIncident = defineContract({
  name: 'outcome_incident',
  grain: 'one row per incident and version',
  description: 'Incidents with severity and service. What they are linked to are rows of outcome_relation.',
  key: ['outcome_id', 'version_at'],
  partition: 'month',
  spansPeriods: true,
  row: z.object({
    ...outcomeVersion,
    severity: n(c.text('sev1, sev2, sev3 …')),
    urgency: n(c.text('high or low.')),
    service_id: n(c.text('Service at the source.')),
    repo: n(c.text('Repository key of the service by configuration.')),
    started_at: c.instant('When it began.'),
    resolved_at: n(c.instant('When it was resolved.')),
    is_auto_resolved: n(c.flag('Resolved without a human within five minutes: ignored for durability.')),
  }),
});
