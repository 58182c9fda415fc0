export { type ShelfPlaces, type ShelvedSkill, SkillShelf } from "./shelf.ts";
