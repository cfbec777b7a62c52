mod login;
mod register;
mod totp;
