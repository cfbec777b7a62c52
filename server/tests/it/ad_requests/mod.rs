mod accept;
mod begin;
mod concurrent;
mod expire;
mod moves;
