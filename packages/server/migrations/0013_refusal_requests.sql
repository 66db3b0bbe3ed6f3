-- A refused call is looked up by the id of its request, which its answer carried.
create index tracking_refusal_by_request on tracking_refusal (program_id, request_id);
