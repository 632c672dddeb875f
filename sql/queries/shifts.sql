-- name: shift_plans
-- Every shift plan, oldest first. A few rows.
select plan_id, code, zone, effective_on, closed, precision
from shift_plan
order by effective_on;

-- name: shifts_of_plan
-- Shifts of one plan, in the order of its file. Minutes are local, after midnight. A few rows.
select shift_id, code, name, start_minute, end_minute, dated_by
from shift
where plan_id = %(plan_id)s::smallint
order by ordinal;

-- name: shift_plan_lock
-- Let one transaction at a time change shift plans, until it ends. One row, empty.
select pg_advisory_xact_lock(hashtext('shift_plan'));

-- name: shift_plan_save
-- Add a shift plan, or replace what the one of that date says about the whole day. One row, its id.
insert into shift_plan (code, zone, effective_on, closed, precision, loaded_at)
values (
    %(code)s::text, %(zone)s::text, %(effective_on)s::date, %(closed)s::text, %(precision)s::text,
    %(now)s::timestamptz
)
on conflict (effective_on) do update
set code = excluded.code,
    zone = excluded.zone,
    closed = excluded.closed,
    precision = excluded.precision,
    loaded_at = excluded.loaded_at
returning plan_id;

-- name: shift_insert
-- Add a shift to a plan. No rows.
insert into shift (plan_id, ordinal, code, name, start_minute, end_minute, dated_by)
values (
    %(plan_id)s::smallint, %(ordinal)s::smallint, %(code)s::text, %(name)s::text,
    %(start_minute)s::smallint, %(end_minute)s::smallint, %(dated_by)s::text
);

-- name: shift_update
-- Change a shift, which keeps its id and code. No rows.
update shift
set ordinal = %(ordinal)s::smallint,
    name = %(name)s::text,
    start_minute = %(start_minute)s::smallint,
    end_minute = %(end_minute)s::smallint,
    dated_by = %(dated_by)s::text
where shift_id = %(shift_id)s::smallint;

-- name: shift_delete
-- Remove a shift. No rows.
delete from shift where shift_id = %(shift_id)s::smallint;
