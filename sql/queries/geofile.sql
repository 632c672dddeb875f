-- The geofile: sets that loads bring, what people teach, and its version.

-- name: geofile_lock
-- Wait for whoever uses or changes the geofile, and let nobody until this transaction ends. One row,
-- empty.
select pg_advisory_xact_lock(hashtext('geofile'))

-- name: geofile_is_empty
-- Whether neither a load nor a person has brought anything to look an address up in. One row.
select not exists (select from geofile_set where kind <> 'aliases' and n > 0)
       and not exists (select from location_taught where point is not null) as is_empty

-- name: lock_briefly
-- Wait for no lock of this transaction longer than three seconds. One row.
select set_config('lock_timeout', '3s', true)

-- name: geofile_lock_soon
-- The same for what a person waits for: a load under way may hold it for minutes, and feeds would
-- queue up behind who waits. Fails after three seconds. One row.
select set_config('lock_timeout', '3s', true), pg_advisory_xact_lock(hashtext('geofile'))

-- name: geofile_bump
-- Say that the geofile has changed. No rows.
update geofile_version set version = version + 1

-- name: geofile_set_remove
-- Remove a set with all of its rows; none where there is no such set. No rows; the count matters.
delete from geofile_set where kind = %(kind)s::text and name = %(name)s::text

-- name: geofile_set_add
-- Add a set without rows. One row.
insert into geofile_set (kind, name, preset, file_name, file_sha256, loaded_at, n)
values (%(kind)s::text, %(name)s::text, %(preset)s::text, %(file_name)s::text,
        %(file_sha256)s::bytea, %(now)s::timestamptz, %(n)s::integer)
returning set_id

-- name: geofile_sets
-- The loaded sets by kind and name. One row each.
select kind, name, preset, file_name, loaded_at, n from geofile_set order by kind, name

-- name: geofile_roads_copy
-- Take in road segments; other_streets is an array literal, shape hexadecimal EWKB. Rows come by
-- COPY.
copy geofile_road (
    street, pre_modifier, pre_direction, pre_type, pre_separator, name, post_type, post_direction,
    post_modifier, other_streets, from_left, to_left, from_right, to_right, parity_left,
    parity_right, zip_left, zip_right, community_left, community_right, road_class, one_way,
    speed_limit_kmh, shape, set_id
) from stdin (format csv)

-- name: geofile_addresses_copy
-- Take in address points, as above. Rows come by COPY.
copy geofile_address (
    street, pre_modifier, pre_direction, pre_type, pre_separator, name, post_type, post_direction,
    post_modifier, other_streets, number_prefix, number, number_suffix, unit, zip, community,
    place_name, point, set_id
) from stdin (format csv)

-- name: geofile_places_copy
-- Take in places, exits and mileposts, as above. Rows come by COPY.
copy geofile_place (
    kind, name, address, route, marker, direction, zip, community, point, set_id
) from stdin (format csv)

-- name: geofile_intersections_copy
-- Take in named intersections, as above. Rows come by COPY.
copy geofile_intersection (streets, zip, community, point, set_id) from stdin (format csv)

-- name: geofile_aliases_copy
-- Take in aliases of a file. Rows come by COPY.
copy geofile_alias (kind, alias, name, set_id) from stdin (format csv)

-- name: geofile_roads
-- All road segments, in the order they were loaded; lists joined by U+001F, shape hexadecimal WKB,
-- EPSG:4326. One row each.
select street, pre_modifier, pre_direction, pre_type, pre_separator, name, post_type,
       post_direction, post_modifier,
       array_to_string(other_streets, E'\x1f') as other_streets, from_left, to_left, from_right,
       to_right, parity_left, parity_right, zip_left, zip_right, community_left, community_right,
       road_class, one_way, speed_limit_kmh,
       encode(st_asbinary(shape, 'NDR'), 'hex') as shape
from geofile_road order by road_id

-- name: geofile_addresses
-- All address points, in the order they were loaded; lists joined by U+001F, degrees, EPSG:4326.
-- One row each.
select street, pre_modifier, pre_direction, pre_type, pre_separator, name, post_type,
       post_direction, post_modifier,
       array_to_string(other_streets, E'\x1f') as other_streets, number_prefix, number,
       number_suffix, unit, zip, community, place_name, st_x(point) as lon, st_y(point) as lat
from geofile_address order by address_id

-- name: geofile_places
-- All places, exits and mileposts, in the order they were loaded; degrees, EPSG:4326. One row each.
select kind, name, address, route, marker, direction, zip, community, st_x(point) as lon,
       st_y(point) as lat
from geofile_place order by place_id

-- name: geofile_intersections
-- All named intersections, in the order they were loaded; lists joined by U+001F, degrees,
-- EPSG:4326. One row each.
select array_to_string(streets, E'\x1f') as streets, zip, community, st_x(point) as lon,
       st_y(point) as lat
from geofile_intersection order by intersection_id

-- name: geofile_aliases
-- All aliases, of files and taught ones. One row each.
select kind, alias, name from geofile_alias order by alias_id

-- name: locations_taught
-- The location strings that a person has placed; degrees, EPSG:4326; metres. One row each.
select location_key as key, st_x(point) as lon, st_y(point) as lat, uncertainty_m, reference
from location_taught where point is not null

-- name: location_teach
-- Keep where a location string lies (degrees, EPSG:4326; metres), or that it is no location where
-- lon and lat are null. No rows.
insert into location_taught (location_key, point, uncertainty_m, reference, taught_by, taught_at)
values (%(key)s::text,
        st_setsrid(st_makepoint(%(lon)s::float8, %(lat)s::float8), 4326),
        %(uncertainty_m)s::real, %(reference)s::text, %(by)s::text, %(now)s::timestamptz)
on conflict (location_key) do update
set point = excluded.point, uncertainty_m = excluded.uncertainty_m,
    reference = excluded.reference, taught_by = excluded.taught_by, taught_at = excluded.taught_at

-- name: location_forget
-- Forget what was taught of a location string. No rows; the count matters.
delete from location_taught where location_key = %(key)s::text

-- name: street_teach
-- Keep another name of a street. No rows.
insert into geofile_alias (kind, alias, name, taught_by, taught_at)
values ('street', %(alias)s::text, %(name)s::text, %(by)s::text, %(now)s::timestamptz)
on conflict (kind, alias) where set_id is null do update
set name = excluded.name, taught_by = excluded.taught_by, taught_at = excluded.taught_at
