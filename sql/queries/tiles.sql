-- name: base_map_lock
-- Let one transaction at a time replace the base map. One row.
select pg_advisory_xact_lock(hashtext('base_map'));

-- name: base_tiles_prepare
-- Prepare the vector tiles of the base map just loaded. One row.
select prepare_base_tiles();

-- name: area_tiles_prepare
-- Prepare the vector tiles of a boundary set just saved. One row.
select prepare_area_tiles(%(set_id)s::integer);

-- name: tile_facts
-- The version of what tiles are made of, and the IANA zone of the latest shift plan. One row; zone
-- is null without a plan.
select
    coalesce((select string_agg(version, '-' order by part) from tile_version), 'none') as version,
    (select zone from shift_plan order by effective_on desc limit 1) as zone;

-- name: tile
-- The vector tile z/x/y (MVT 2.1, extent 4096, buffer 128): parks, water and streets if with_base,
-- outlines and labels of the finest areas valid on a day. One row; empty bytes where nothing is.
with spot as (
    select
        st_tileenvelope(%(z)s::integer, %(x)s::integer, %(y)s::integer) as box,
        tile_band(%(z)s::integer) as zoom,
        %(x)s::integer >> (%(z)s::integer - tile_band(%(z)s::integer)) as x,
        %(y)s::integer >> (%(z)s::integer - tile_band(%(z)s::integer)) as y
), valid as (
    select set_id
    from area_set
    where effective_on <= %(on)s::date
    order by kind, effective_on desc
    limit 1
), base as (
    select layer, class, name, st_asmvtgeom(shape, box, 4096, 128) as geom
    from base_tile_shape
    inner join spot using (zoom, x, y)
    where from_zoom <= %(z)s::integer and %(with_base)s::boolean
), park_layer as (
    select st_asmvt(drawn, 'park') as body
    from (select name, geom from base where layer = 'park') as drawn
), water_layer as (
    select st_asmvt(drawn, 'water') as body
    from (select name, geom from base where layer = 'water') as drawn
), street_layer as (
    select st_asmvt(drawn, 'street') as body
    from (select class, name, geom from base where layer = 'street') as drawn
), area_layer as (
    select st_asmvt(drawn, 'area') as body
    from (
        select code, other_code, st_asmvtgeom(shape, box, 4096, 128) as geom
        from area_tile_shape
        inner join valid using (set_id)
        inner join spot using (zoom, x, y)
    ) as drawn
), area_label_layer as (
    select st_asmvt(drawn, 'area_label') as body
    from (
        select area.code, area.name, st_asmvtgeom(point, box, 4096, 1) as geom
        from area
        inner join valid using (set_id)
        inner join area_tile_label using (area_id)
        cross join spot
        where st_x(point) >= st_xmin(box) and st_x(point) < st_xmax(box)
            and st_y(point) > st_ymin(box) and st_y(point) <= st_ymax(box)
        order by area.code
    ) as drawn
)
select
    park_layer.body || water_layer.body || street_layer.body || area_layer.body
    || area_label_layer.body as tile
from park_layer, water_layer, street_layer, area_layer, area_label_layer;
