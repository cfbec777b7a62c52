mod avatar;
mod channels;
mod influencer_profile;
mod public;
mod sponsor_profile;
