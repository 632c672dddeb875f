-- name: agency_data_found
-- Whether any boundaries or calls are here, which the demo city must not be mixed into. One row.
select exists (select from area_set) or exists (select from call_for_service) as found
