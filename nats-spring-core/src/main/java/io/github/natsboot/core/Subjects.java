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

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Rules for subjects, subject patterns and the names of streams, consumers and buckets.
 * The checks are stricter than the server's: what they let through is valid on every
 * server, and shows in logs and metrics as it is.
 *
 * @since 0.1.0
 */
public final class Subjects {

	/**
	 * What {@link #token(String)} makes of an empty text; no other text becomes it.
	 */
	private static final String EMPTY_TOKEN = "%";

	/**
	 * The server's limit for names of streams and consumers ({@code JSMaxNameLen}).
	 */
	private static final int MAX_NAME_LENGTH = 255;

	private static final int MAX_SHOWN = 120;

	private static final String INBOX = "_INBOX.";

	private static final String HEX = "0123456789ABCDEF";

	private Subjects() {
	}

	/**
	 * Checks a subject to publish to. Refused are wildcards, white space, control
	 * characters, characters outside ASCII, empty tokens, and the reserved spaces
	 * {@code $…} and {@code _INBOX.…}.
	 * @param subject the subject
	 * @return the subject
	 * @throws InvalidSubjectException when it is refused
	 */
	public static String requireLiteral(String subject) {
		return requireLiteral(subject, false);
	}

	/**
	 * Checks a subject to publish to, like {@link #requireLiteral(String)}.
	 * @param subject the subject
	 * @param allowReserved whether {@code $…} and {@code _INBOX.…} are let through
	 * @return the subject
	 * @throws InvalidSubjectException when it is refused
	 */
	public static String requireLiteral(@Nullable String subject, boolean allowReserved) {
		String checked = requireText("Subject", subject);
		int length = checked.length();
		int tokenStart = 0;
		// Runs for every message sent: no regular expression, no substring.
		for (int i = 0; i < length; i++) {
			char c = checked.charAt(i);
			if (c == '.') {
				if (i == tokenStart) {
					throw invalid("Subject", checked, i, "has an empty token");
				}
				tokenStart = i + 1;
			}
			else if (c <= ' ' || c > '~' || c == '*' || c == '>') {
				throw invalid("Subject", checked, i, characterReason(c));
			}
		}
		if (tokenStart == length) {
			throw invalid("Subject", checked, length, "ends with a dot");
		}
		if (!allowReserved && (checked.charAt(0) == '$' || checked.startsWith(INBOX))) {
			throw invalid("Subject", checked, 0, "is reserved for the server ('$…' and '_INBOX.…')");
		}
		return checked;
	}

	/**
	 * Checks a subject to subscribe to: like {@link #requireLiteral(String)}, but
	 * {@code *} is allowed as a whole token, {@code >} as the last one, and reserved
	 * spaces too.
	 * @param subject the pattern
	 * @return the pattern
	 * @throws InvalidSubjectException when it is refused
	 */
	public static String requirePattern(String subject) {
		String checked = requireText("Subject pattern", subject);
		int length = checked.length();
		int tokenStart = 0;
		for (int i = 0; i < length; i++) {
			char c = checked.charAt(i);
			if (c == '.') {
				if (i == tokenStart) {
					throw invalid("Subject pattern", checked, i, "has an empty token");
				}
				tokenStart = i + 1;
			}
			else if (c == '*' || c == '>') {
				requireWholeToken(checked, i, tokenStart);
			}
			else if (c <= ' ' || c > '~') {
				throw invalid("Subject pattern", checked, i, characterReason(c));
			}
		}
		if (tokenStart == length) {
			throw invalid("Subject pattern", checked, length, "ends with a dot");
		}
		return checked;
	}

	private static void requireWholeToken(String pattern, int index, int tokenStart) {
		boolean last = index + 1 == pattern.length();
		if (index != tokenStart || (!last && pattern.charAt(index + 1) != '.')) {
			throw invalid("Subject pattern", pattern, index, "has a wildcard that is not a whole token");
		}
		if (pattern.charAt(index) == '>' && !last) {
			throw invalid("Subject pattern", pattern, index, "has '>' before the end");
		}
	}

	/**
	 * Checks the name of a stream, durable, queue or bucket: printable ASCII without
	 * {@code . * > / \} and white space, at most 255 characters.
	 * @param kind what is named, for the message of the exception, such as {@code stream}
	 * @param name the name
	 * @return the name
	 * @throws InvalidSubjectException when it is refused; names kind, name and position
	 */
	public static String requireName(String kind, String name) {
		String label = "Name of " + kind;
		String checked = requireText(label, name);
		for (int i = 0; i < checked.length(); i++) {
			char c = checked.charAt(i);
			if (c <= ' ' || c > '~' || c == '.' || c == '*' || c == '>' || c == '/' || c == '\\') {
				throw invalid(label, checked, i, characterReason(c));
			}
		}
		if (checked.length() > MAX_NAME_LENGTH) {
			throw invalid(label, checked, MAX_NAME_LENGTH, "is longer than " + MAX_NAME_LENGTH + " characters");
		}
		return checked;
	}

	/**
	 * Makes one safe token of any text, such as a user's input. Letters, digits,
	 * {@code _}, {@code -}, {@code ~}, {@code =}, {@code +} and {@code @} stay, all else
	 * becomes {@code %XX} by its bytes in UTF-8. Different texts give different tokens.
	 * @param untrusted the text
	 * @return a token, never empty, never a wildcard and never reserved
	 */
	public static String token(String untrusted) {
		if (untrusted.isEmpty()) {
			return EMPTY_TOKEN;
		}
		StringBuilder token = new StringBuilder(untrusted.length() + 16);
		boolean inbox = untrusted.startsWith("_INBOX");
		byte[] bytes = untrusted.getBytes(StandardCharsets.UTF_8);
		for (int i = 0; i < bytes.length; i++) {
			int b = bytes[i] & 0xFF;
			if (isPlain(b) && !(inbox && i == 0)) {
				token.append((char) b);
			}
			else {
				token.append('%').append(HEX.charAt(b >> 4)).append(HEX.charAt(b & 0x0F));
			}
		}
		return token.toString();
	}

	private static boolean isPlain(int b) {
		return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '_' || b == '-'
				|| b == '~' || b == '=' || b == '+' || b == '@';
	}

	/**
	 * Gives back the text a token was made of by {@link #token(String)}.
	 * @param token the token
	 * @return the text
	 * @throws InvalidSubjectException when no text gives this token
	 */
	public static String text(String token) {
		if (EMPTY_TOKEN.equals(token)) {
			return "";
		}
		byte[] bytes = new byte[token.length()];
		int length = 0;
		for (int i = 0; i < token.length(); i++) {
			char c = token.charAt(i);
			if (c == '%') {
				int high = (i + 2 < token.length()) ? Character.digit(token.charAt(i + 1), 16) : -1;
				int low = (high >= 0) ? Character.digit(token.charAt(i + 2), 16) : -1;
				if (low < 0) {
					throw invalid("Token", token, i, "has '%' without two hexadecimal digits");
				}
				bytes[length++] = (byte) (high << 4 | low);
				i += 2;
			}
			else if (isPlain(c)) {
				bytes[length++] = (byte) c;
			}
			else {
				throw invalid("Token", token, i, characterReason(c));
			}
		}
		return new String(bytes, 0, length, StandardCharsets.UTF_8);
	}

	/**
	 * Says whether a pattern matches a literal subject, as the server would.
	 * @param pattern the pattern
	 * @param subject the literal subject
	 * @return whether it matches
	 */
	public static boolean matches(String pattern, String subject) {
		return match(pattern, subject, false);
	}

	/**
	 * Says whether there is a literal subject that both patterns match.
	 * @param patternA one pattern
	 * @param patternB the other pattern
	 * @return whether they overlap
	 */
	public static boolean overlap(String patternA, String patternB) {
		return match(patternA, patternB, true);
	}

	private static boolean match(String a, String b, boolean bothPatterns) {
		int startA = 0;
		int startB = 0;
		while (true) {
			int endA = tokenEnd(a, startA);
			int endB = tokenEnd(b, startB);
			if (isToken(a, startA, endA, '>') || (bothPatterns && isToken(b, startB, endB, '>'))) {
				return true;
			}
			boolean wild = isToken(a, startA, endA, '*') || (bothPatterns && isToken(b, startB, endB, '*'));
			int length = endA - startA;
			if (!wild && (length != endB - startB || !a.regionMatches(startA, b, startB, length))) {
				return false;
			}
			if (endA == a.length() || endB == b.length()) {
				return endA == a.length() && endB == b.length();
			}
			startA = endA + 1;
			startB = endB + 1;
		}
	}

	private static int tokenEnd(String subject, int start) {
		int dot = subject.indexOf('.', start);
		return (dot < 0) ? subject.length() : dot;
	}

	private static boolean isToken(String subject, int start, int end, char wildcard) {
		return end == start + 1 && subject.charAt(start) == wildcard;
	}

	private static String requireText(String label, @Nullable String text) {
		if (text == null || text.isEmpty()) {
			throw new InvalidSubjectException(label + " must not be empty", 0);
		}
		return text;
	}

	private static String characterReason(char c) {
		if (c == '*' || c == '>') {
			return "has the wildcard '" + c + "'";
		}
		if (Character.isWhitespace(c)) {
			return "has white space";
		}
		if (c < ' ' || c == 127) {
			return "has a control character";
		}
		if (c > 127) {
			return "has a character outside ASCII";
		}
		return "has the character '" + c + "'";
	}

	private static InvalidSubjectException invalid(String label, String text, int position, String reason) {
		return new InvalidSubjectException(label + " '" + printable(text) + "' " + reason + " at position " + position,
				position);
	}

	static String printable(String text) {
		StringBuilder shown = new StringBuilder(Math.min(text.length(), MAX_SHOWN) + 1);
		for (int i = 0; i < text.length() && i < MAX_SHOWN; i++) {
			char c = text.charAt(i);
			shown.append((c < ' ' || c > '~') ? '?' : c);
		}
		return (text.length() > MAX_SHOWN) ? shown.append('…').toString() : shown.toString();
	}

}
