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

package io.github.natsboot.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A subject pattern in which tokens may have names, such as
 * <code>sensor.{site}.*.temperature</code>. To the server a name in braces is the
 * wildcard {@code *}. Immutable.
 *
 * @since 0.1.0
 */
public final class SubjectTemplate {

	private final String text;

	private final String pattern;

	/**
	 * For each token up to the last that has a name, its name, or nothing.
	 */
	private final List<String> names;

	private SubjectTemplate(String text, String pattern, List<String> names) {
		this.text = text;
		this.pattern = pattern;
		this.names = List.copyOf(names);
	}

	/**
	 * Reads a template.
	 * @param text the template; a pattern without names is one, too
	 * @return the template
	 * @throws InvalidSubjectException when a name is not a whole token in braces, is used
	 * twice, or is none, or the rest is no subject pattern
	 */
	public static SubjectTemplate parse(String text) {
		List<String> names = new ArrayList<>();
		List<String> tokens = new ArrayList<>();
		int position = 0;
		int named = 0;
		for (String token : text.split("\\.", -1)) {
			String name = name(text, token, position);
			if (!name.isEmpty() && names.contains(name)) {
				throw invalid(text, position, "uses the name '" + name + "' twice");
			}
			names.add(name);
			tokens.add(name.isEmpty() ? token : "*");
			named = name.isEmpty() ? named : names.size();
			position += token.length() + 1;
		}
		String pattern = (named > 0) ? String.join(".", tokens) : text;
		return new SubjectTemplate(text, Subjects.requirePattern(pattern), names.subList(0, named));
	}

	private static String name(String text, String token, int position) {
		boolean braces = token.startsWith("{") && token.endsWith("}");
		String name = braces ? token.substring(1, token.length() - 1) : "";
		if (braces && !name.matches("[A-Za-z_][A-Za-z0-9_-]*")) {
			throw invalid(text, position, "has braces around what is no name");
		}
		if (!braces && (token.indexOf('{') >= 0 || token.indexOf('}') >= 0)) {
			throw invalid(text, position, "has braces that are not around a whole token");
		}
		return name;
	}

	private static InvalidSubjectException invalid(String text, int position, String reason) {
		return new InvalidSubjectException(
				"Subject template '" + Subjects.printable(text) + "' " + reason + " at position " + position, position);
	}

	/**
	 * Returns the pattern to subscribe to.
	 * @return the pattern, with {@code *} for each name
	 */
	public String pattern() {
		return this.pattern;
	}

	/**
	 * Returns the names of tokens.
	 * @return the names, in their order
	 */
	public List<String> names() {
		return this.names.stream().filter((name) -> !name.isEmpty()).toList();
	}

	/**
	 * Says whether a subject fits, as the server would.
	 * @param subject a literal subject
	 * @return whether it does
	 */
	public boolean matches(String subject) {
		return Subjects.matches(this.pattern, subject);
	}

	/**
	 * Takes the named tokens from a subject.
	 * @param subject a literal subject that {@linkplain #matches(String) fits}
	 * @return the tokens as they are, by name
	 */
	public Map<String, String> variables(String subject) {
		if (this.names.isEmpty()) {
			return Map.of();
		}
		Map<String, String> variables = new LinkedHashMap<>();
		int start = 0;
		for (String name : this.names) {
			int dot = subject.indexOf('.', start);
			int end = (dot < 0) ? subject.length() : dot;
			if (!name.isEmpty()) {
				variables.put(name, subject.substring(start, end));
			}
			start = end + 1;
		}
		return variables;
	}

	@Override
	public String toString() {
		return this.text;
	}

}
