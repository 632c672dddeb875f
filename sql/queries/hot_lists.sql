-- Hot lists: replaced or changed in one transaction, read as a whole by whoever matches reads.

-- name: hot_list_version
-- The number of changes that any list or suppression has had. One row.
select version from hot_list_version

-- name: hot_list_entries_current
-- Every entry that is on a list, in effect or not; instants in microseconds since 1970.
-- Rows: entries, 100,000 and more.
select entry_id, list_id, plate, state, priority, category, ncic_file, reason, case_number,
       (extract(epoch from effective_at) * 1000000)::bigint as effective_us,
       (extract(epoch from expires_at) * 1000000)::bigint as expires_us
from hot_list_entry
where removed_at is null
order by entry_id

-- name: hot_list_suppressions_all
-- Every suppression, past ones too, since reads may come late; instants in microseconds since 1970.
-- Rows: suppressions, made by hand.
select list_id, plate, state, read_plate,
       (extract(epoch from from_at) * 1000000)::bigint as from_us,
       (extract(epoch from until_at) * 1000000)::bigint as until_us
from hot_list_suppression
order by suppression_id

-- name: hot_list_hold
-- Find or create a list and keep it from other changes until this transaction ends. An id is taken
-- only for one that is new: they are smallint. One row.
insert into hot_list (list_id, code, changed_at)
overriding system value
select coalesce((select list_id from hot_list where code = %(code)s::text),
                nextval('hot_list_list_id_seq')),
       %(code)s::text, %(now)s::timestamptz
on conflict (code) do update set code = excluded.code
returning list_id, as_of, replaced_at

-- name: hot_list_stage_prepare
-- Create this connection's stage of entries, or find it, empty since the last commit. No rows.
create temporary table if not exists hot_list_stage on commit delete rows as
select e.external_id, e.plate, e.plate_text, e.state, e.state_text, e.category, e.ncic_file,
       e.priority, e.reason, e.case_number, e.vehicle, e.effective_at, e.expires_at,
       null::integer as inactive_after_days, null::text as change
from hot_list_entry e
with no data

-- name: hot_list_stage_analyze
-- Let the planner know the stage's size. No rows.
analyze hot_list_stage

-- name: hot_list_nested_loops_off
-- Join a large stage by hashing until this transaction ends, whatever the planner believes of a
-- table that was filled a moment ago. One row.
select set_config('enable_nestloop', 'off', true)

-- name: hot_list_entries_analyze
-- Let the planner know how large the lists have become. No rows.
analyze hot_list_entry

-- name: hot_list_entries_count
-- How many entries are on a list. One row.
select count(*)::integer as n
from hot_list_entry
where list_id = %(list_id)s::smallint and removed_at is null

-- name: hot_list_entries_leave
-- Take the entries off their list that the stage does not have. No rows; the count matters.
update hot_list_entry e set removed_at = %(now)s::timestamptz
where e.list_id = %(list_id)s::smallint and e.removed_at is null
  and not exists (select from hot_list_stage s where s.external_id = e.external_id)

-- name: hot_list_entries_retire
-- Take entries off their list that the stage removes, or whose plate or state it changes: hits name
-- the entry as it was. One row: how many of each.
with retired as (
    update hot_list_entry e set removed_at = %(now)s::timestamptz
    from hot_list_stage s
    where e.list_id = %(list_id)s::smallint and e.removed_at is null
      and s.external_id = e.external_id
      and (s.change = 'remove' or (s.plate, s.state) is distinct from (e.plate, e.state))
    returning s.change
)
select count(*) filter (where change = 'remove')::integer as removed,
       count(*) filter (where change = 'put')::integer as replaced
from retired

-- name: hot_list_entries_change
-- Bring entries up to date that stay on their list. No rows; the count matters.
update hot_list_entry e
set plate_text = s.plate_text, state_text = s.state_text, category = s.category,
    ncic_file = s.ncic_file, priority = s.priority, reason = s.reason,
    case_number = s.case_number, vehicle = s.vehicle, effective_at = s.effective_at,
    expires_at = coalesce(s.expires_at, coalesce(s.effective_at, e.added_at)
                                        + make_interval(days => s.inactive_after_days))
from hot_list_stage s
where e.list_id = %(list_id)s::smallint and e.removed_at is null
  and s.external_id = e.external_id and s.change = 'put'
  and (e.plate_text, e.state_text, e.category, e.ncic_file, e.priority, e.reason, e.case_number,
       e.vehicle, e.effective_at, e.expires_at)
      is distinct from
      (s.plate_text, s.state_text, s.category, s.ncic_file, s.priority, s.reason, s.case_number,
       s.vehicle, s.effective_at,
       coalesce(s.expires_at, coalesce(s.effective_at, e.added_at)
                              + make_interval(days => s.inactive_after_days)))

-- name: hot_list_entries_add
-- Put the stage's entries on the list that are not on it. No rows; the count matters.
insert into hot_list_entry (list_id, external_id, plate, plate_text, state, state_text, category,
                            ncic_file, priority, reason, case_number, vehicle, effective_at,
                            expires_at, added_at)
select %(list_id)s::smallint, s.external_id, s.plate, s.plate_text, s.state, s.state_text,
       s.category, s.ncic_file, s.priority, s.reason, s.case_number, s.vehicle, s.effective_at,
       coalesce(s.expires_at, coalesce(s.effective_at, %(now)s::timestamptz)
                              + make_interval(days => s.inactive_after_days)),
       %(now)s::timestamptz
from hot_list_stage s
where s.change = 'put'
  and not exists (
      select from hot_list_entry e
      where e.list_id = %(list_id)s::smallint and e.external_id = s.external_id
        and e.removed_at is null
  )

-- name: hot_list_entries_purge
-- Forget entries of a list that no hit can name any more: they left it longer ago than hits are
-- kept, a partition's width included, and no case holds a hit of theirs. No rows.
delete from hot_list_entry e
using retention r
where r.kind = 'hit' and e.list_id = %(list_id)s::smallint
  and e.removed_at < %(now)s::timestamptz - r.keep - r.width - interval '1 day'
  and not exists (select from held_hit h where h.entry_id = e.entry_id)

-- name: hot_list_note
-- Note how old a list is now. No rows.
update hot_list
set as_of = %(as_of)s::timestamptz,
    replaced_at = case when %(is_replaced)s::boolean then %(now)s::timestamptz
                       else replaced_at end,
    changed_at = %(now)s::timestamptz
where list_id = %(list_id)s::smallint

-- name: hot_list_lock
-- Wait for the transactions that match reads, and keep new ones out until this one ends: the last
-- thing but counting the change. One row.
select pg_advisory_xact_lock(hashtext('hot_list'))

-- name: hot_list_version_next
-- Count a change; returns the new version. One row.
update hot_list_version set version = version + 1 returning version

-- name: hot_lists_with_age
-- Every list with its size and age; stale_after in seconds. Rows: lists, by code.
select l.list_id, l.code, l.as_of, l.replaced_at, l.changed_at,
       (select count(*) from hot_list_entry e
        where e.list_id = l.list_id and e.removed_at is null)::integer as entries,
       extract(epoch from l.stale_after)::float8 as stale_after_s
from hot_list l
order by l.code

-- name: hot_list_stale_after
-- Say after how many hours a list is stale. No rows; the count matters.
update hot_list set stale_after = make_interval(secs => %(hours)s::float8 * 3600)
where code = %(code)s::text

-- name: hot_list_entries_of_plate
-- A list's current entries, of one plate or of all, newest first; instants in UTC. Rows: up to n.
select e.entry_id, e.external_id, e.plate, e.state, e.category, e.ncic_file::text, e.priority,
       e.reason, e.case_number, e.vehicle, e.effective_at, e.expires_at, e.added_at
from hot_list_entry e
join hot_list l using (list_id)
where l.code = %(code)s::text and e.removed_at is null
  and (%(plate)s::text is null or e.plate = %(plate)s::text)
order by e.entry_id desc
limit %(n)s::integer

-- name: hot_list_suppression_add
-- Suppress hits of a plate from now on; returns its id. One row.
insert into hot_list_suppression (list_id, plate, state, read_plate, reason, suppressed_by, from_at,
                                  until_at)
values (%(list_id)s::smallint, %(plate)s::text, %(state)s::text, %(read_plate)s::text,
        %(reason)s::text, %(by)s::text, %(now)s::timestamptz, %(until_at)s::timestamptz)
returning suppression_id

-- name: hot_list_suppression_end
-- End a suppression that is in force or to come. No rows; the count matters.
update hot_list_suppression set until_at = greatest(from_at, %(now)s::timestamptz)
where suppression_id = %(suppression_id)s::integer
  and (until_at is null or until_at > %(now)s::timestamptz)

-- name: hot_list_suppressions_in_force
-- Suppressions that have not ended, newest first. Rows: one each.
select s.suppression_id, l.code as list, s.plate, s.state, s.read_plate, s.reason, s.suppressed_by,
       s.from_at, s.until_at
from hot_list_suppression s
left join hot_list l using (list_id)
where s.until_at is null or s.until_at > %(now)s::timestamptz
order by s.suppression_id desc

-- name: hot_list_id
-- The id of a list. At most one row.
select list_id from hot_list where code = %(code)s::text
