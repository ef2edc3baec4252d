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

package io.github.natsboot.cache;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.cache.interceptor.SimpleKey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link StructuredCacheKeyEncoder}.
 */
class StructuredCacheKeyEncoderTests {

	private final StructuredCacheKeyEncoder encoder = new StructuredCacheKeyEncoder();

	static Stream<Arguments> keys() {
		return Stream.of(Arguments.of("eur-usd_1/a", "eur-usd_1/a"), Arguments.of("a.b c", "a=2Eb=20c"),
				Arguments.of("", "="), Arguments.of("=", "=3D"), Arguments.of("Zoë", "Zo=C3=AB"),
				Arguments.of("*>", "=2A=3E"), Arguments.of(42, "==integer.42"), Arguments.of(42L, "==long.42"),
				Arguments.of(-1.5, "==double.-1=2E5"), Arguments.of(true, "==boolean.true"),
				Arguments.of('x', "==character.x"),
				Arguments.of(new BigDecimal("1.0"), "==java=2Emath=2EBigDecimal.1=2E0"),
				Arguments.of(TimeUnit.DAYS, "==java=2Eutil=2Econcurrent=2ETimeUnit.DAYS"),
				Arguments.of(LocalDate.of(2026, 1, 2), "==java=2Etime=2ELocalDate.2026-01-02"),
				Arguments.of(UUID.fromString("00000000-0000-0000-0000-000000000001"),
						"==java=2Eutil=2EUUID.00000000-0000-0000-0000-000000000001"),
				Arguments.of(String.class, "==class.java=2Elang=2EString"), Arguments.of(SimpleKey.EMPTY, "==key.0"),
				Arguments.of(new SimpleKey("eur", 3, null), "==key.3.eur.==integer.3.==null"),
				Arguments.of(new SimpleKey("a", new SimpleKey("b", "c")), "==key.2.a.==key.2.b.c"),
				Arguments.of(List.of("a", "b"), "==list.2.a.b"), Arguments.of(Optional.of("a"), "==optional.1.a"),
				Arguments.of(new int[] { 1, 2 }, "==array-int.2.==integer.1.==integer.2"),
				Arguments.of(new Pair("eur", 1),
						"==io=2Egithub=2Enatsboot=2Ecache=2EStructuredCacheKeyEncoderTests=24Pair.2.eur.==integer.1"));
	}

	@ParameterizedTest
	@MethodSource("keys")
	void aKeyIsWhatItIsMadeOf(Object key, String expected) {
		assertThat(this.encoder.encode(key)).isEqualTo(expected).matches("[-/_=A-Za-z0-9]+(\\.[-/_=A-Za-z0-9]+)*");
	}

	@Test
	void keysThatLookAlikeDiffer() {
		assertThat(Stream
			.of(new SimpleKey("a, b", "c"), new SimpleKey("a", "b, c"), new SimpleKey("a", "b", "c"),
					List.of("a", "b", "c"), "a.b.c", "==key.3.a.b.c", 1, 1L, "1", '1', new SimpleKey(1, "1"),
					new SimpleKey("1", 1), "", "=", SimpleKey.EMPTY, new SimpleKey(""), new SimpleKey("", ""),
					new SimpleKey(new SimpleKey("a"), "b"), new SimpleKey(new SimpleKey("a", "b")), "null",
					new SimpleKey((Object) null), new SimpleKey("null"))
			.map(this.encoder::encode)).doesNotHaveDuplicates();
	}

	@Test
	void differentKeysGiveDifferentTexts() {
		Random random = new Random(4711);
		Map<String, Object> seen = new HashMap<>();
		for (int i = 0; i < 100_000; i++) {
			Object key = random(random, 0);
			Object other = seen.putIfAbsent(this.encoder.encode(key), key);
			assertThat(other == null || other.equals(key)).as("%s and %s", key, other).isTrue();
		}
		assertThat(seen).hasSizeGreaterThan(10_000);
	}

	private static Object random(Random random, int depth) {
		return switch (random.nextInt((depth < 2) ? 6 : 4)) {
			case 0, 1 -> text(random);
			case 2 -> random.nextInt(5);
			case 3 -> (long) random.nextInt(5);
			case 4 -> new SimpleKey(elements(random, depth));
			default -> new ArrayList<>(Arrays.asList(elements(random, depth)));
		};
	}

	private static Object[] elements(Random random, int depth) {
		Object[] elements = new Object[random.nextInt(3)];
		Arrays.setAll(elements, (i) -> random(random, depth + 1));
		return elements;
	}

	private static String text(Random random) {
		String alphabet = "a=.2Ekeylist ÿ";
		StringBuilder text = new StringBuilder();
		for (int i = random.nextInt(4); i > 0; i--) {
			text.append(alphabet.charAt(random.nextInt(alphabet.length())));
		}
		return text.toString();
	}

	@Test
	void typesWhoseTextPromisesNothingAreRefused() {
		for (Object key : List.of(new Object(), Set.of("a"), Map.of("a", "b"), new HashSet<>(), new Thread(),
				new AtomicInteger(1), new OwnNumber())) {
			assertThatIllegalArgumentException().isThrownBy(() -> this.encoder.encode(key))
				.withMessageContaining(key.getClass().getName())
				.withMessageContaining("'key' expression");
		}
	}

	@Test
	void aNativeImageCanReadTheParametersOfSpringsKey() {
		RuntimeHints hints = new RuntimeHints();
		new SimpleKeyHints().registerHints(hints, null);
		assertThat(RuntimeHintsPredicates.reflection().onFieldAccess(SimpleKey.class, SimpleKeyHints.PARAMETERS))
			.accepts(hints);
	}

	record Pair(String name, int number) {
	}

	static class OwnNumber extends Number {

		@Override
		public int intValue() {
			return 1;
		}

		@Override
		public long longValue() {
			return 1;
		}

		@Override
		public float floatValue() {
			return 1;
		}

		@Override
		public double doubleValue() {
			return 1;
		}

	}

}
