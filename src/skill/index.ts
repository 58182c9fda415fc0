export { type ShelvedSkill, SkillShelf } from "./shelf.ts";
