-- name: base_map_clear
-- Remove the whole base map; a new one follows in the same transaction. No rows.
delete from base_feature;
