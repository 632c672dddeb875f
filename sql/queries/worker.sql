-- The worker: its lock, its heartbeat, and what tells it that there is work.

-- name: worker_lock
-- Become the one worker, until the session ends. One row: whether it worked.
select pg_try_advisory_lock(hashtext('geo_rtcc.worker')) as is_mine

-- name: worker_alive
-- Whether this session is still there. One row.
select 1

-- name: worker_task_note
-- Keep what a task's last run came to. No rows.
insert into worker_task (name, ran_at, took_ms, due_at, failures, error)
values (%(name)s::text, %(ran_at)s::timestamptz, %(took_ms)s::integer, %(due_at)s::timestamptz,
        %(failures)s::integer, %(error)s::text)
on conflict (name) do update
set ran_at = excluded.ran_at, took_ms = excluded.took_ms, due_at = excluded.due_at,
    failures = excluded.failures, error = excluded.error

-- name: worker_tasks
-- What each task's last run came to, by name. Rows: a handful.
select name, ran_at, took_ms, due_at, failures, error from worker_task order by name

-- name: counts_crowded
-- Operational dates, from since_on on, whose counts have many more rows than keys. Rows: few.
select operational_on
from (
    select operational_on, count(*) as n
    from cell_count
    where operational_on >= %(since_on)s::date
    group by operational_on, area_id, cell, shift_id, kind, category
) as keyed
group by operational_on
having sum(n) > 2 * count(*) + %(slack)s::integer
order by operational_on
