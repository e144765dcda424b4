// Short walks that must work by keyboard alone, and what the page says on the way.

const expect = (condition, sentence) => {
  if (!condition) throw new Error(sentence);
};

// Who is assigned to something: a client's people have other rooms, and who is new has none yet.
const works = (account) => !account.client && !account.part?.includes("owes");

export const journeys = {
  "the list of keys opens and closes": {
    for: () => true,
    walk: async (page, { origin }) => {
      await page.goto(origin);
      await page.keyboard.press("?");
      expect(await page.locator("#keys[open]").count(), "‘?’ lists the keys");
      await page.keyboard.press("Escape");
      expect(!(await page.locator("#keys[open]").count()), "Escape closes the list");
    },
  },

  "the first press of Tab offers to skip to the content": {
    for: () => true,
    walk: async (page, { origin }) => {
      await page.goto(origin);
      await page.keyboard.press("Tab");
      expect(await page.evaluate(() => document.activeElement.className === "skip"), "the skip link has the focus");
      await page.keyboard.press("Enter");
      expect(await page.evaluate(() => document.activeElement.id === "main"), "the content has the focus");
    },
  },

  "j and k move through rows, Enter opens one": {
    for: works,
    walk: async (page, { origin }) => {
      await page.goto(`${origin}/engagements`);
      await page.keyboard.press("j");
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/engagements\/eng_/);
    },
  },

  "changing the purpose is one deliberate act": {
    for: works,
    walk: async (page, { origin }) => {
      await page.goto(`${origin}/engagements`);
      await page.locator("table a").first().click();
      await page.selectOption("#purpose-now", "mapping");
      await page.locator(".standing button").click();
      await page.waitForLoadState();
      expect((await page.inputValue("#purpose-now")) === "mapping", "the purpose stands in the standing line");
    },
  },

  "a bad file is refused at its field and nothing typed is lost": {
    for: works,
    walk: async (page, { origin }) => {
      await page.goto(`${origin}/engagements`);
      await page.locator("table a").first().click();
      await page.locator(".rail a", { hasText: "Holdings" }).click();
      if (!(await page.locator("#file").count())) return;
      await page.setInputFiles("#file", { name: "empty.csv", mimeType: "text/csv", buffer: Buffer.from("") });
      await page.locator("button", { hasText: "Take into custody" }).click();
      await page.waitForLoadState();
      expect(await page.locator("[role=alert], .refusal").count(), "what is wrong is said");
    },
  },

  "the client sees what is held and who opened it": {
    for: (account) => account.client,
    walk: async (page, { origin }) => {
      await page.goto(origin);
      expect(page.url().endsWith("/held"), "the client lands on What we hold");
      await page.locator(".rail a").nth(1).click();
      await page.waitForURL(/\/opened/);
    },
  },
};
