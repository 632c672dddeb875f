-- name: installation_identity
-- What every page says first: name (null: none given), whether this is the demo city, the latest
-- shift plan's zone (null: none loaded), the newest call's received_at (UTC; null: no calls), and
-- the finest kind of boundaries loaded (null: none). One row.
select
    (select value #>> '{}' from installation where key = 'name') as name,
    exists (select from installation where key = 'demo') as is_demo,
    (select zone from shift_plan order by effective_on desc limit 1) as zone,
    (select max(received_at) from call_for_service) as newest_at,
    (select kind::text from area_set order by kind limit 1) as area_kind;
