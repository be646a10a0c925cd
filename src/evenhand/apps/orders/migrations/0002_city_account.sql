alter table orders_order drop constraint orders_order_payment_check;
alter table orders_order add constraint orders_order_payment_check
  check (payment in ('free', 'city_account', 'on_handover', 'prepaid'));
create index orders_payment_asked on orders_payment (city, adapter, asked_at);
