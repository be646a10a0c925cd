-- Nothing comes back that was not granted: each unit is returned once, whatever asks for it.
alter table claims_quota add constraint claims_quota_returned_once check (returned <= total - remaining + poured);
