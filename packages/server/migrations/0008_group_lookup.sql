-- Groups are listed with the number of their partners, and only an empty one may be deleted.
create index enrollment_by_group on enrollment (program_id, group_id);
