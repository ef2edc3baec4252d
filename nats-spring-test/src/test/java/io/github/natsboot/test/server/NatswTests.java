/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.natsboot.test.server;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the script {@code natsw}: which server it chooses, where it gets one, and
 * that it becomes that server. The servers are shell scripts, the release site is here,
 * and the script sees no program but those it is given.
 */
@DisabledOnOs(OS.WINDOWS)
class NatswTests {

	private static final List<String> TOOLS = List.of("uname", "tr", "awk", "tail", "cut", "tar", "gzip", "mktemp",
			"mkdir", "mv", "rm", "cp", "chmod", "cat", "id", "sed", "dirname", "basename");

	@TempDir
	private Path directory;

	private Path bin;

	private Path home;

	private HttpServer site;

	private final Map<String, byte[]> published = new HashMap<>();

	private final Map<String, String> environment = new HashMap<>();

	private final List<Process> started = new ArrayList<>();

	@BeforeEach
	void setUp() throws IOException {
		this.bin = Files.createDirectory(this.directory.resolve("bin"));
		this.home = Files.createDirectory(this.directory.resolve("home"));
		for (String tool : TOOLS) {
			lend(tool);
		}
		// One of each pair is on every machine that builds this.
		lendFirst("curl", "wget");
		lendFirst("sha256sum", "shasum");
		this.site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.site.createContext("/", (exchange) -> {
			byte[] content = this.published.get(exchange.getRequestURI().getPath());
			exchange.sendResponseHeaders((content != null) ? 200 : 404, (content != null) ? content.length : -1);
			if (content != null) {
				exchange.getResponseBody().write(content);
			}
			exchange.close();
		});
		this.site.start();
		this.environment.put("PATH", this.bin.toString());
		this.environment.put("HOME", this.home.toString());
		this.environment.put("NATSW_RELEASES", "http://127.0.0.1:" + this.site.getAddress().getPort());
	}

	@AfterEach
	void tearDown() {
		this.started.forEach(Process::destroyForcibly);
		this.site.stop(0);
	}

	@Test
	void theServerThatIsGivenIsTakenWhateverItsVersion() throws Exception {
		Path given = Scripts.server(this.directory.resolve("given"), "2.2.0");
		Scripts.server(this.bin.resolve("nats-server"), "2.15.1");
		this.environment.put("NATS_SERVER_PATH", given.toString());
		assertThat(printPath()).isEqualTo(new Result(0, given + "\n", ""));
	}

	@Test
	void aGivenServerThatIsNotThereIsAnError() throws Exception {
		Scripts.server(this.bin.resolve("nats-server"), "2.15.1");
		this.environment.put("NATS_SERVER_PATH", "/nowhere/nats-server");
		assertThat(printPath()).isEqualTo(new Result(1, "", "natsw: NATS_SERVER_PATH is /nowhere/nats-server, "
				+ "which is no executable file: set it to a nats-server, or unset it\n"));
	}

	@Test
	void aGivenServerThatIsADirectoryIsAnError() throws Exception {
		this.environment.put("NATS_SERVER_PATH", this.home.toString());
		assertThat(printPath().exitCode()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "2.10.0", "2.15.1", "3.0.0", "2.11.0-RC.1" })
	void aFitServerOnThePathIsTaken(String version) throws Exception {
		Path server = Scripts.server(this.bin.resolve("nats-server"), version);
		assertThat(printPath()).isEqualTo(new Result(0, server + "\n", ""));
	}

	@ParameterizedTest
	@ValueSource(strings = { "2.9.10", "1.12.0" })
	void aServerThatIsTooOldIsPassedOver(String version) throws Exception {
		Path old = Scripts.server(this.bin.resolve("nats-server"), version);
		Path cached = cached("2.15.1");
		assertThat(printPath()).isEqualTo(new Result(0, cached + "\n",
				"natsw: passing over " + old + ": it is " + version + ", 2.10.0 or newer is needed\n"));
	}

	@Test
	void aServerThatDoesNotTellItsVersionIsPassedOver() throws Exception {
		Path broken = Scripts.write(this.bin.resolve("nats-server"), "exit 1");
		Path cached = cached("2.15.1");
		assertThat(printPath()).isEqualTo(
				new Result(0, cached + "\n", "natsw: passing over " + broken + ": it does not tell its version\n"));
	}

	@Test
	void aServerOfAnotherVersionThanTheOneAskedForIsPassedOver() throws Exception {
		Scripts.server(this.bin.resolve("nats-server"), "2.15.1");
		Path cached = cached("2.10.29");
		this.environment.put("NATSW_VERSION", "2.10.29");
		Result result = printPath();
		assertThat(result.out()).isEqualTo(cached + "\n");
		assertThat(result.err()).contains("it is 2.15.1, NATSW_VERSION asks for 2.10.29");
	}

	@Test
	void theCachedServerIsTakenWithoutAskingTheSite() throws Exception {
		this.site.stop(0);
		Path cached = cached("2.15.1");
		assertThat(printPath()).isEqualTo(new Result(0, cached + "\n", ""));
	}

	@Test
	void theCacheCanBeElsewhere() throws Exception {
		Path server = Files.createDirectories(this.directory.resolve("else/2.15.1")).resolve("nats-server");
		Scripts.server(server, "2.15.1");
		this.environment.put("NATSW_HOME", this.directory.resolve("else").toString());
		assertThat(printPath().out()).isEqualTo(server + "\n");
	}

	@Test
	void theReleaseIsFetchedIntoTheCache() throws Exception {
		publish("2.15.1", archive("2.15.1", "2.15.1"), null);
		Path server = cache().resolve("2.15.1/nats-server");
		assertThat(printPath()).satisfies((result) -> {
			assertThat(result.exitCode()).as(result.err()).isZero();
			assertThat(result.out()).isEqualTo(server + "\n");
			assertThat(result.err()).contains("natsw: fetching ").contains("nats-server 2.15.1 is in " + server);
		});
		assertThat(filesIn(cache())).containsExactly(server);
		this.published.clear();
		assertThat(printPath()).isEqualTo(new Result(0, server + "\n", ""));
	}

	@Test
	void theVersionToFetchCanBeChosen() throws Exception {
		publish("2.10.29", archive("2.10.29", "2.10.29"), null);
		this.environment.put("NATSW_VERSION", "2.10.29");
		assertThat(printPath().out()).isEqualTo(cache().resolve("2.10.29/nats-server") + "\n");
	}

	@Test
	void severalMayFetchAtOnce() throws Exception {
		publish("2.15.1", archive("2.15.1", "2.15.1"), null);
		this.environment.put("NATSW_PRINT_PATH", "1");
		List<Process> processes = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			processes.add(start());
		}
		for (Process process : processes) {
			assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).isZero();
		}
		assertThat(filesIn(cache())).containsExactly(cache().resolve("2.15.1/nats-server"));
	}

	@Test
	void anArchiveWithAnotherSumThanThePublishedOneIsRefused() throws Exception {
		publish("2.15.1", archive("2.15.1", "2.15.1"), "0".repeat(64));
		debianHas("2.15.1");
		assertThat(printPath()).satisfies((result) -> {
			assertThat(result.exitCode()).isEqualTo(1);
			assertThat(result.out()).isEmpty();
			assertThat(result.err()).contains("has the SHA-256 sum").contains("0".repeat(64)).contains("refused");
		});
		assertThat(filesIn(cache())).isEmpty();
	}

	@Test
	void anArchiveWithoutAPublishedSumIsRefused() throws Exception {
		publish("2.15.1", archive("2.15.1", "2.15.1"), null);
		this.published.put("/v2.15.1/SHA256SUMS", "abc  something-else.tar.gz\n".getBytes(UTF_8));
		assertThat(printPath()).satisfies((result) -> {
			assertThat(result.exitCode()).isEqualTo(1);
			assertThat(result.err()).contains("SHA256SUMS does not name " + releaseName("2.15.1") + ".tar.gz: refused");
		});
		assertThat(filesIn(cache())).isEmpty();
	}

	@Test
	void anArchiveWithoutAServerIsRefused() throws Exception {
		publish("2.15.1", archive("2.15.0", "2.15.1"), null);
		assertThat(printPath()).satisfies((result) -> {
			assertThat(result.exitCode()).isEqualTo(1);
			assertThat(result.err()).contains("holds no " + releaseName("2.15.1") + "/nats-server: refused");
		});
		assertThat(filesIn(cache())).isEmpty();
	}

	@Test
	void aServerThatIsNotTheVersionItShouldBeIsRefused() throws Exception {
		publish("2.15.1", archive("2.15.1", "2.14.0"), null);
		assertThat(printPath()).satisfies((result) -> {
			assertThat(result.exitCode()).isEqualTo(1);
			assertThat(result.err()).contains("does not run here as nats-server 2.15.1: refused");
		});
		assertThat(filesIn(cache())).isEmpty();
	}

	@Test
	void theDebianPackageIsFetchedWhenThereIsNoRelease() throws Exception {
		this.site.stop(0);
		debianHas("2.15.1");
		Path server = cache().resolve("2.15.1/nats-server");
		assertThat(printPath()).satisfies((result) -> {
			assertThat(result.exitCode()).as(result.err()).isZero();
			assertThat(result.out()).isEqualTo(server + "\n");
			assertThat(result.err()).contains("no release from").contains("http://debian.example/debian testing");
		});
		assertThat(filesIn(cache())).containsExactly(server);
	}

	@Test
	void aptIsKeptAwayFromTheSystemAndFromWhatIsNotSigned() throws Exception {
		this.site.stop(0);
		debianHas("2.15.1");
		assertThat(printPath().exitCode()).isZero();
		String configuration = Files.readString(this.directory.resolve("apt.conf"));
		assertThat(configuration).contains("APT::Get::AllowUnauthenticated \"false\"")
			.contains("Acquire::AllowInsecureRepositories \"false\"")
			.contains("Acquire::AllowWeakRepositories \"false\"")
			.contains("#clear APT::Update::Post-Invoke;")
			.contains("Dir::Etc::sourceparts \"/dev/null\"")
			.containsPattern("Dir::State \"" + cache() + "/fetch\\.[^\"]*\"")
			.containsPattern("Dir::Cache \"" + cache() + "/fetch\\.[^\"]*\"");
		assertThat(this.directory.resolve("sources.list")).content()
			.matches("deb \\[signed-by=/usr/share/keyrings/debian-archive-keyring\\.(pgp|gpg)] "
					+ "http://debian\\.example/debian testing main\n");
	}

	@Test
	void theErrorNamesAllThatWasTriedWhenNothingIsToBeHad() throws Exception {
		this.site.stop(0);
		debianHas("2.14.0");
		assertThat(printPath()).satisfies((result) -> {
			assertThat(result.exitCode()).isEqualTo(1);
			assertThat(result.out()).isEmpty();
			assertThat(result.err().lines().reduce((first, second) -> second)).get()
				.asString()
				.startsWith("natsw: nats-server 2.15.1 is not to be had")
				.contains(this.environment.get("NATSW_RELEASES"))
				.contains("sid", "testing", "Version '2.15.1-*' was not found")
				.contains("set NATS_SERVER_PATH");
		});
		assertThat(filesIn(cache())).isEmpty();
	}

	@Test
	void theErrorSaysSoWhenThereIsNoApt() throws Exception {
		this.site.stop(0);
		assertThat(printPath().err()).contains("this system has no apt-get");
	}

	@Test
	void aVersionThatIsNoneIsAnError() throws Exception {
		this.environment.put("NATSW_VERSION", "../../etc");
		assertThat(printPath())
			.isEqualTo(new Result(1, "", "natsw: NATSW_VERSION is '../../etc', which is no version such as 2.15.1\n"));
	}

	@Test
	void aCacheThatCannotBeWrittenIsAnError() throws Exception {
		Path file = Files.createFile(this.directory.resolve("file"));
		this.environment.put("NATSW_HOME", file.resolve("cache").toString());
		assertThat(printPath()).satisfies((result) -> {
			assertThat(result.exitCode()).isEqualTo(1);
			assertThat(result.err()).contains("cannot write to the cache").contains("set NATSW_HOME");
		});
	}

	@Test
	void theScriptBecomesTheServer() throws Exception {
		Scripts.server(this.bin.resolve("nats-server"), "2.15.1");
		Process process = start("-js", "-sd", "a b");
		BufferedReader out = process.inputReader();
		assertThat(out.readLine()).isEqualTo("started " + process.pid() + " -js -sd a b");
		process.toHandle().destroy();
		// The shell that stands in for the server may look at signals only after it has
		// read.
		process.getOutputStream().close();
		assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).isEqualTo(42);
	}

	@Test
	void theExitCodeIsTheServers() throws Exception {
		Scripts.server(this.bin.resolve("nats-server"), "2.15.1");
		Process process = start();
		process.getOutputStream().close();
		assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).isEqualTo(7);
	}

	private Path cache() {
		return this.home.resolve(".cache/natsw");
	}

	private Path cached(String version) throws IOException {
		Path server = Files.createDirectories(cache().resolve(version)).resolve("nats-server");
		return Scripts.server(server, version);
	}

	/**
	 * Debian's tools, as far as natsw uses them: suite testing has the version, and what
	 * apt was told is kept.
	 */
	private void debianHas(String version) throws IOException {
		this.environment.put("NATSW_DEBIAN", "http://debian.example/debian");
		this.environment.put("NATSW_DEBIAN_SUITES", "sid testing");
		Scripts.write(this.bin.resolve("apt-get"),
				"""
						conf=$3
						cp "$conf" "%1$s/apt.conf"
						cp "${conf%%/*}/sources.list" "%1$s/sources.list"
						case "$4 ${5:-}" in
							'update ') ;;
							'download nats-server=%2$s-*') case $conf in */testing/*) : >nats-server_%2$s-1_all.deb; exit 0 ;; esac ;;
						esac
						[ "$4" = update ] || { echo "E: Version '${5#*=}' was not found" >&2; exit 100; }
						"""
					.formatted(this.directory, version));
		Scripts.write(this.bin.resolve("dpkg-deb"), """
				[ "$1" = -x ] || exit 2
				mkdir -p "$3/usr/sbin"
				cat >"$3/usr/sbin/nats-server" <<'END'
				#!/bin/sh
				%s
				END
				chmod +x "$3/usr/sbin/nats-server"
				""".formatted(Scripts.serverBody(version)));
	}

	private void publish(String version, byte[] archive, String sum) throws Exception {
		String name = releaseName(version) + ".tar.gz";
		String real = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(archive));
		this.published.put("/v" + version + "/" + name, archive);
		this.published.put("/v" + version + "/SHA256SUMS",
				("%s  other-%s\n%s  %s\n".formatted("1".repeat(64), name, (sum != null) ? sum : real, name))
					.getBytes(UTF_8));
	}

	private byte[] archive(String directoryVersion, String version) throws Exception {
		Path root = Files.createTempDirectory(this.directory, "release");
		Path release = Files.createDirectory(root.resolve(releaseName(directoryVersion)));
		Scripts.server(release.resolve("nats-server"), version);
		Process tar = new ProcessBuilder("tar", "-czf", "-", "-C", root.toString(), release.getFileName().toString())
			.start();
		ByteArrayOutputStream archive = new ByteArrayOutputStream();
		try (InputStream in = tar.getInputStream()) {
			in.transferTo(archive);
		}
		assertThat(tar.waitFor()).isZero();
		return archive.toByteArray();
	}

	private static String releaseName(String version) {
		String os = System.getProperty("os.name").toLowerCase().startsWith("mac") ? "darwin" : "linux";
		String arch = System.getProperty("os.arch");
		return "nats-server-v" + version + "-" + os + "-" + switch (arch) {
			case "amd64", "x86_64" -> "amd64";
			case "aarch64" -> "arm64";
			default -> arch;
		};
	}

	private Result printPath() throws Exception {
		this.environment.put("NATSW_PRINT_PATH", "1");
		Path err = this.directory.resolve("err");
		Process process = start(builder().redirectError(err.toFile()));
		String out = new String(process.getInputStream().readAllBytes(), UTF_8);
		assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
		return new Result(process.exitValue(), out, Files.readString(err));
	}

	private Process start(String... arguments) throws IOException {
		return start(builder(arguments).redirectError(ProcessBuilder.Redirect.DISCARD));
	}

	private Process start(ProcessBuilder builder) throws IOException {
		Process process = builder.start();
		this.started.add(process);
		return process;
	}

	private ProcessBuilder builder(String... arguments) {
		List<String> command = new ArrayList<>();
		command.add(natsw().toString());
		command.addAll(List.of(arguments));
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.directory.toFile());
		builder.environment().clear();
		builder.environment().putAll(this.environment);
		return builder;
	}

	private static Path natsw() {
		Path directory = Path.of("").toAbsolutePath();
		while (!Files.exists(directory.resolve("natsw"))) {
			directory = directory.getParent();
		}
		return directory.resolve("natsw");
	}

	private void lendFirst(String... tools) throws IOException {
		for (String tool : tools) {
			if (lend(tool)) {
				return;
			}
		}
		throw new IllegalStateException("None of " + List.of(tools) + " is on PATH");
	}

	private boolean lend(String tool) throws IOException {
		for (String directory : System.getenv("PATH").split(":")) {
			Path program = Path.of(directory, tool);
			if (Files.isExecutable(program)) {
				Scripts.write(this.bin.resolve(tool), "exec " + program + " \"$@\"");
				return true;
			}
		}
		return false;
	}

	private static List<Path> filesIn(Path directory) {
		try (Stream<Path> files = Files.walk(directory)) {
			return files.filter((file) -> !Files.isDirectory(file)).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private record Result(int exitCode, String out, String err) {
	}

}
