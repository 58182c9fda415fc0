import type { Detector } from "../detector.ts";
import { isRandom } from "../plausible.ts";
import { alnum, base64, base64url, hex, lowerAlnum, textOf } from "./alphabet.ts";
import { beside } from "./beside.ts";
import { prefixed } from "./prefixed.ts";
import { sample } from "./sample.ts";

/** Social networks and media. */
export const social: readonly Detector[] = [
  prefixed("facebook-token", ["EAAC", "EAAM", "EAAB", "EAAG", "EAAJ", "EAAD", "EAAE", "EAAF"], alnum, 150, {
    startsWord: true,
    least: 80,
  }),
  prefixed("facebook-token", ["EAA"], alnum, 160, { startsWord: true, least: 100 }),
  beside("facebook-secret", ["facebook", "fb_app", "meta_app", "whatsapp"], hex, 32),
  prefixed("instagram-token", ["IGQV", "IGAA"], alnum, 140, { startsWord: true, least: 80 }),
  {
    family: "twitter-bearer-token",
    keywords: ["AAAAAAAAAAAAAAAAAAAAA"],
    pattern: "A{21,22}[A-Za-z0-9%]{60,120}",
    tail: "[A-Za-z0-9%]",
    startsWord: true,
    accepts: ({ secret }) => isRandom(secret.replace(/^A+/, "")) && new Set(secret).size > 20,
    match: [sample("A".repeat(21), "MLheAAAAAAA0%2B", textOf(alnum, 75))],
    not_match: ["A".repeat(120), `${"A".repeat(40)}BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB`],
  },
  beside("twitter-secret", ["twitter", "x_api", "tweepy"], { set: "[A-Za-z0-9-]", units: alnum.units }, 45),
  prefixed("linkedin-secret", ["WPL_AP"], { set: "[A-Za-z0-9.+/=]", units: alnum.units }, 32, { least: 16 }),
  beside("linkedin-legacy-secret", ["linkedin"], alnum, 16),
  beside("reddit-secret", ["reddit"], base64url, 30),
  prefixed("pinterest-token", ["pina_"], alnum, 80, { startsWord: true, least: 30 }),
  beside("tumblr-secret", ["tumblr"], alnum, 50),
  beside("tiktok-secret", ["tiktok"], lowerAlnum, 32),
  beside("twitch-token", ["twitch"], lowerAlnum, 30),
  prefixed("twitch-chat-token", ["oauth:"], lowerAlnum, 30, { startsWord: true, least: 28 }),
  beside("spotify-secret", ["spotify"], hex, 32),
  prefixed("vk-token", ["vk1.a."], base64url, 198, { least: 60 }),
  beside("mastodon-token", ["mastodon"], base64url, 43),
  beside("snapchat-secret", ["snapchat", "snap_client"], base64url, 40),
  beside("disqus-secret", ["disqus"], alnum, 64),
  beside("flickr-secret", ["flickr"], hex, 16),
  beside("giphy-key", ["giphy"], alnum, 32),
  beside("youtube-key", ["youtube"], base64url, 39),
  beside("kakao-key", ["kakao"], hex, 32),
  beside("vimeo-token", ["vimeo"], hex, 32),
  beside("soundcloud-secret", ["soundcloud"], alnum, 32),
  beside("unsplash-key", ["unsplash"], base64url, 43),
  beside("pexels-key", ["pexels"], alnum, 56),
  beside("tmdb-key", ["tmdb_", "themoviedb"], hex, 32),
  beside("genius-token", ["genius_"], base64url, 64),
  beside("steam-key", ["steam_"], { set: "[A-F0-9]", units: "0123456789ABCDEF" }, 32),
  prefixed("riot-key", ["RGAPI-"], { set: "[a-f0-9-]", units: hex.units }, 36),
  beside("roblox-key", ["roblox", "roblosecurity"], base64, 100),
];
