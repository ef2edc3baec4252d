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

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Finds what the author of a subject may have meant.
 */
final class NearestSubject {

	private static final int FAR = Integer.MAX_VALUE;

	private NearestSubject() {
	}

	/**
	 * Finds the subject that is nearest to a given one and matches one of the patterns.
	 * @param subject the subject that matches none
	 * @param patterns lists of patterns
	 * @return the nearest subject, or {@code null} when none is near
	 */
	static @Nullable String find(String subject, Collection<List<String>> patterns) {
		String[] tokens = subject.split("\\.");
		String nearest = null;
		int best = FAR;
		for (List<String> some : patterns) {
			for (String pattern : some) {
				String[] patternTokens = pattern.split("\\.");
				int distance = distance(tokens, patternTokens);
				if (distance < best) {
					best = distance;
					nearest = fill(tokens, patternTokens);
				}
			}
		}
		return nearest;
	}

	/**
	 * Orders lists of patterns: the nearest to a subject first, then those that begin
	 * with the same tokens.
	 * @param subject the subject that matches none
	 * @return the order
	 */
	static Comparator<List<String>> order(String subject) {
		String[] tokens = subject.split("\\.");
		Comparator<List<String>> distance = Comparator.comparingInt((patterns) -> patterns.stream()
			.mapToInt((pattern) -> distance(tokens, pattern.split("\\.")))
			.min()
			.orElse(FAR));
		return distance.thenComparingInt((patterns) -> -patterns.stream()
			.mapToInt((pattern) -> sameTokens(tokens, pattern.split("\\.")))
			.max()
			.orElse(0));
	}

	private static int sameTokens(String[] tokens, String[] pattern) {
		int mismatch = Arrays.mismatch(tokens, pattern);
		return (mismatch < 0) ? tokens.length : mismatch;
	}

	private static int distance(String[] tokens, String[] pattern) {
		boolean open = pattern[pattern.length - 1].equals(">");
		if (open ? tokens.length < pattern.length : tokens.length != pattern.length) {
			return FAR;
		}
		int total = 0;
		boolean literal = false;
		for (int i = 0; i < pattern.length && !pattern[i].equals(">"); i++) {
			if (pattern[i].equals("*")) {
				continue;
			}
			literal = true;
			int distance = distance(tokens[i], pattern[i]);
			if (distance > Math.max(1, pattern[i].length() / 3)) {
				return FAR;
			}
			total += distance;
		}
		return literal ? total : FAR;
	}

	private static String fill(String[] tokens, String[] pattern) {
		String[] filled = tokens.clone();
		for (int i = 0; i < pattern.length && !pattern[i].equals(">"); i++) {
			if (!pattern[i].equals("*")) {
				filled[i] = pattern[i];
			}
		}
		return String.join(".", filled);
	}

	/**
	 * Counts the edits between two tokens (Levenshtein); another case counts as one.
	 */
	private static int distance(String left, String right) {
		String a = left.toLowerCase(Locale.ROOT);
		String b = right.toLowerCase(Locale.ROOT);
		if (a.equals(b)) {
			return left.equals(right) ? 0 : 1;
		}
		int[] row = new int[b.length() + 1];
		for (int j = 0; j < row.length; j++) {
			row[j] = j;
		}
		for (int i = 1; i <= a.length(); i++) {
			int diagonal = row[0];
			row[0] = i;
			for (int j = 1; j < row.length; j++) {
				int substituted = diagonal + ((a.charAt(i - 1) == b.charAt(j - 1)) ? 0 : 1);
				diagonal = row[j];
				row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
			}
		}
		return row[b.length()];
	}

}
