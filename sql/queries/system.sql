-- How the installation itself is: feeds, hot lists, the worker's tasks, what is in quarantine.

-- name: system_feeds
-- What came from each source and when, by kind of record; instants UTC. One row a source and kind.
select s.code as source, f.kind, f.last_record_at, f.last_stored_at, f.added, f.updated,
       f.repeated, f.stale, f.expired, f.rejected
from feed_state f
join source s using (source_id)
order by f.kind, s.code

-- name: system_hot_lists
-- Each hot list with how many entries are on it and how old it may get, in seconds; instants UTC.
-- One row a list.
select l.code, l.as_of, l.replaced_at, l.changed_at,
       extract(epoch from l.stale_after)::float8 as stale_after_s,
       (
           select count(*) from hot_list_entry e
           where e.list_id = l.list_id and e.removed_at is null
       ) as entries
from hot_list l
order by l.code

-- name: system_quarantine
-- Open records by source, kind and reason, most first; instants UTC. Rows: up to n.
select s.code as source, q.kind, q.field_name, q.reason, count(*) as records,
       max(q.rejected_at) as newest_at
from quarantine q
join source s using (source_id)
where q.resolved_at is null
group by s.code, q.kind, q.field_name, q.reason
order by records desc, newest_at desc
limit %(n)s::integer

-- name: system_tasks
-- What the worker did last, by task; instants UTC, how long it took in milliseconds, failures in a
-- row. One row a task.
select name, ran_at, took_ms, due_at, failures, error from worker_task order by name

-- name: system_zone
-- The agency's zone: that of the latest shift plan. At most one row.
select zone from shift_plan order by effective_on desc limit 1
