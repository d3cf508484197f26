// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Chromium without a screen, which reaches nothing but this machine and notes what a page should not do. */
final class Browser implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    /** In each page, before anything of its own: dialogs and what the content security policy stopped. */
    private static final String NOTES = """
            window.noted = [];
            for (const dialog of ["alert", "confirm", "prompt"]) {
              window[dialog] = text => { window.noted.push(dialog + " " + text); };
            }
            document.addEventListener("securitypolicyviolation", event =>
              window.noted.push("stopped " + event.violatedDirective + " " + event.blockedURI + " " + event.sample));
            """;

    private static final String AXE = axe();
    private static final String LOOK = """
            const done = arguments[arguments.length - 1];
            const what = {
              all: { resultTypes: ["violations"] },
              colours: { runOnly: ["color-contrast"] },
              rest: { resultTypes: ["violations"], rules: { "color-contrast": { enabled: false } } },
            }[arguments[0]];
            axe.run(what).then(found => done(found.violations
              .filter(rule => ["serious", "critical"].includes(rule.impact))
              .map(rule => rule.id + ": " + rule.help + " " + rule.nodes.map(node => node.html).join(" "))));
            """;

    private final ChromeDriver driver;
    private final String hub;

    Browser(String hub) {
        this.hub = hub;
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
                "--hide-scrollbars",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                "--window-size=1280,900");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.WARNING);
        options.setCapability("goog:loggingPrefs", logs);
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .usingAnyFreePort()
                        .build(),
                options);
        driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", NOTES));
    }

    private static String axe() {
        try (InputStream script = Browser.class.getResourceAsStream("/axe.min.js")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether there is one on this machine. */
    static boolean isThere() {
        return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    }

    void open(String path) {
        driver.get(hub + path);
    }

    /** The path and query that it stands at. */
    String at() {
        return driver.getCurrentUrl().substring(hub.length());
    }

    void signIn(String name, String password) {
        open("/login");
        type("username", name);
        type("password", password);
        press("main form button");
    }

    /** What the page shows, as a person reads it. */
    String text() {
        return one("body").getText();
    }

    /** The text of a part that may be put in place of itself at any moment. */
    String text(String selector) {
        return ((String) driver.executeScript("return document.querySelector(arguments[0]).innerText", selector))
                .strip();
    }

    WebElement one(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    /** Types into the first field of this name, in place of what stood there. */
    void type(String field, String text) {
        type("form", field, text);
    }

    /** The same within a part of the page's own. */
    void type(String part, String field, String text) {
        WebElement input = one("main " + part + " [name='" + field + "']");
        input.clear();
        input.sendKeys(text);
    }

    /** Sends the form as it is, without what the browser itself would ask to be filled in. */
    void submit(String part) {
        WebElement form =
                one("main " + part + ("form".equals(one("main " + part).getTagName()) ? "" : " form"));
        driver.executeScript("arguments[0].noValidate = true", form);
        form.findElement(By.cssSelector("button")).click();
    }

    /** Unfolds what is folded. */
    void openAll(String selector) {
        driver.executeScript(
                "document.querySelectorAll(arguments[0]).forEach(part => { part.open = true; })", "main " + selector);
    }

    WebElement focus() {
        return driver.switchTo().activeElement();
    }

    void choose(String field, String value) {
        one("main select[name='" + field + "'] option[value='" + value + "']").click();
    }

    void press(String selector) {
        one(selector).click();
    }

    Object script(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** By night, or by day. */
    private void dark(boolean dark) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /** What keeps people out, as far as axe finds it: each with where it is; with colours, also by night, when only they differ. */
    List<String> barriers(boolean colours) {
        driver.executeScript(AXE);
        List<String> found = new ArrayList<>();
        if (colours) {
            found.addAll(look("all"));
            dark(true);
            found.addAll(look("colours"));
            dark(false);
        } else {
            found.addAll(look("rest"));
        }
        return found;
    }

    private List<String> look(String what) {
        return ((List<?>) driver.executeAsyncScript(LOOK, what))
                .stream().map(String.class::cast).toList();
    }

    /** What the page did that it should not, since it was opened. */
    List<?> noted() {
        return (List<?>) driver.executeScript("return window.noted");
    }

    /** What the browser complained of since it was asked last. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(entry -> entry.getLevel() + " " + entry.getMessage())
                .toList();
    }

    /** A picture of the page, or of its first {@code height} pixels. */
    void picture(Path file, Integer height) throws IOException {
        Number whole = (Number) driver.executeScript("return document.documentElement.scrollHeight");
        Map<String, Object> picture = driver.executeCdpCommand(
                "Page.captureScreenshot",
                Map.of(
                        "captureBeyondViewport",
                        true,
                        "clip",
                        Map.of(
                                "x", 0,
                                "y", 0,
                                "width", 1280,
                                "height", height == null ? whole : height,
                                "scale", 1)));
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode((String) picture.get("data")));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
