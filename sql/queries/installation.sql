-- name: installation_fact
-- The fact kept under a key. At most one row.
select value from installation where key = %(key)s::text;

-- name: installation_keep
-- Keep a fact, in place of what was there. No rows.
insert into installation (key, value)
values (%(key)s::text, %(value)s::jsonb)
on conflict (key) do update set value = excluded.value;
